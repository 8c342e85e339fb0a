using Akka.Actor;

namespace ActorCnn.Training.Reporting;

/// <summary>
/// Hands the run's events to its observers. One that throws is told of to the others and left out from then on: reporting never stops
/// training.
/// </summary>
public sealed class ReporterActor : ReceiveActor
{
    private readonly List<IRunObserver> _observers;

    /// <summary>Creates the reporter; see <see cref="Props"/>.</summary>
    public ReporterActor(IEnumerable<IRunObserver> observers)
    {
        _observers = [.. observers];
        Receive<RunEvent>(Report);
    }

    /// <summary>How to create it.</summary>
    public static Props Props(IReadOnlyList<IRunObserver> observers) => Akka.Actor.Props.Create(() => new ReporterActor(observers));

    private void Report(RunEvent happened)
    {
        foreach (IRunObserver observer in _observers.ToArray())
        {
            try
            {
                observer.OnEvent(happened);
            }
            catch (Exception exception)
            {
                _observers.Remove(observer);
                Report(new RunWarning
                {
                    Run = happened.Run,
                    Message = $"{observer.GetType().Name} reports no longer: {exception.Message.ReplaceLineEndings(" ")}",
                });
            }
        }
    }
}
