namespace ActorCnn.Training.Reporting;

/// <summary>Someone who wants to know what happens in a run: a file, a terminal, a page.</summary>
public interface IRunObserver
{
    /// <summary>Takes an event. Called from one thread at a time, in the order of the events; training does not wait for it.</summary>
    void OnEvent(RunEvent happened);
}
