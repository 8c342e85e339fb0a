using ActorCnn.Networks;
using ActorCnn.Training.Control;
using ActorCnn.Training.Coordination;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;
using ActorCnn.Training.Tests.Sessions;

namespace ActorCnn.Training.Tests.Control;

/// <summary>A real run in this process that is paused, saved and resumed as it goes.</summary>
public sealed class ControlledRunTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Should_come_to_the_same_weights_with_pauses_and_checkpoints_in_between()
    {
        // Long enough for the reporter, which looks every few milliseconds, to see some of its steps while others are to come.
        TrainingJob job = SessionJobs.Job() with { Schedule = SessionJobs.Job().Schedule with { Epochs = 400 } };
        TrainingResult expected = await TrainingSession.RunAsync(job);
        RunControl control = new();
        Interrupter interrupter = new(control);
        ControlLog log = new(_scratch["control.jsonl"]);

        TrainingResult result = await TrainingSession.RunAsync(
            job with { Workers = 3, Control = control, Observers = [control, log, interrupter] });

        Assert.Equal(Network.Sha256(expected.Weights), Network.Sha256(result.Weights));
        Assert.True(interrupter.Pauses >= 3, $"paused {interrupter.Pauses} times");
        string[] lines = await File.ReadAllLinesAsync(_scratch["control.jsonl"]);
        Assert.Equal(interrupter.Pauses, lines.Count(line => line.StartsWith("{\"change\":\"pause\",\"by\":\"test\",\"step\":", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.StartsWith("{\"change\":\"checkpoint\",", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_answer_on_its_socket_and_leave_none_behind()
    {
        RunControl control = new();
        using (ControlSocket? socket = ControlSocket.TryListen(_scratch.Root, control, out string problem))
        {
            Assert.True(socket is not null, problem);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OnlyModes(_scratch["control.sock"]));
            Assert.Equal((false, "the run has not begun"), await ControlSocket.AskAsync(_scratch.Root, "pause"));
            Assert.Equal((false, "nothing that can be asked; expected one of pause, resume, checkpoint, stop, status"), await ControlSocket.AskAsync(_scratch.Root, "0"));

            Beginning beginning = new();
            Task<TrainingResult> run = TrainingSession.RunAsync(SessionJobs.Job() with
            {
                Schedule = SessionJobs.Job().Schedule with { Epochs = 1_000_000 },
                Control = control,
                Observers = [control, beginning],
            });
            await beginning.Started.Task.WaitAsync(Patience);
            Assert.Equal((true, "the run finishes the step in hand and waits"), await ControlSocket.AskAsync(_scratch.Root, "pause"));
            await beginning.Paused.Task.WaitAsync(Patience);
            (bool isAccepted, string answer) = await ControlSocket.AskAsync(_scratch.Root, "status");
            Assert.True(isAccepted, answer);
            Assert.StartsWith("paused after step ", answer, StringComparison.Ordinal);
            Assert.Equal(RunPhase.Paused, (await control.GetStatusAsync(Patience))!.Phase);
            Assert.True((await ControlSocket.AskAsync(_scratch.Root, "stop")).IsAccepted);
            Assert.Equal(RunOutcome.Stopped, (await run.WaitAsync(Patience)).End.Outcome);
        }

        Assert.Empty(_scratch.Names);
        InvalidInputException gone = await Assert.ThrowsAsync<InvalidInputException>(() => ControlSocket.AskAsync(_scratch.Root, "pause"));
        Assert.Contains("no process trains this run", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_do_without_a_socket_where_the_path_is_too_long()
    {
        string deep = Path.Combine(_scratch.Root, new string('x', 120));
        Directory.CreateDirectory(deep);
        using ControlSocket? socket = ControlSocket.TryListen(deep, new RunControl(), out string problem);
        Assert.Null(socket);
        Assert.Contains("the path is too long for a socket", problem, StringComparison.Ordinal);
    }

    private static UnixFileMode OnlyModes(string path) =>
        OperatingSystem.IsWindows() ? UnixFileMode.UserRead | UnixFileMode.UserWrite : File.GetUnixFileMode(path);

    // Pauses whenever something was trained, and has a checkpoint written before it lets the run go on.
    private sealed class Interrupter(RunControl control) : IRunObserver
    {
        public int Pauses { get; private set; }

        public void OnEvent(RunEvent happened)
        {
            switch (happened)
            {
                case StepCompleted:
                    control.Ask(RunChange.Pause, "test");
                    break;
                case RunControlled { Change: RunChange.Pause }:
                    Pauses++;
                    control.Ask(RunChange.Checkpoint, "test");
                    break;
                case RunControlled { Change: RunChange.Checkpoint }:
                    control.Ask(RunChange.Resume, "test");
                    break;
            }
        }
    }

    private sealed class Beginning : IRunObserver
    {
        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Paused { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnEvent(RunEvent happened)
        {
            switch (happened)
            {
                case RunStarted:
                    Started.TrySetResult();
                    break;
                case RunControlled { Change: RunChange.Pause }:
                    Paused.TrySetResult();
                    break;
            }
        }
    }
}
