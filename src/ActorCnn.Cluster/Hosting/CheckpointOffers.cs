using ActorCnn.Cluster.Joining;
using ActorCnn.Training.Reporting;

namespace ActorCnn.Cluster.Hosting;

/// <summary>
/// Offers every checkpoint that is on the disk to the nodes that keep copies, with the metrics up to it. As an observer that comes after
/// the one which writes the metrics, it finds them complete.
/// </summary>
internal sealed class CheckpointOffers(RunBlobs blobs, RunFiles? files) : IRunObserver
{
    private (long Step, string Path)? _newest;
    private string _run = "";
    private Action<CheckpointOffered> _tell = _ => { };

    /// <summary>Offers the newest checkpoint, or that which the run starts from, and lets others follow.</summary>
    public void Begin(string run, long step, Action<CheckpointOffered> tell)
    {
        (_run, _tell) = (run, tell);
        if (_newest is { } newest)
        {
            Offer(newest.Step, newest.Path);
        }
        else if (files?.Checkpoint is { } checkpoint)
        {
            Offer(step, checkpoint);
        }
    }

    public void OnEvent(RunEvent happened)
    {
        if (files is not null && happened is CheckpointSaved saved)
        {
            _newest = (saved.Step, saved.Path);
            Offer(saved.Step, saved.Path);
        }
    }

    private void Offer(long step, string checkpoint)
    {
        try
        {
            (Bulk.BlobId file, Bulk.BlobId metrics) = blobs.Add(
                checkpoint, File.Exists(files!.Metrics) ? ReadShared(files.Metrics) : []);
            _tell(new CheckpointOffered(_run, step, file.ToString(), metrics.ToString()));
        }
        catch (IOException)
        {
            // It has been removed already: a newer one is on its way.
        }
    }

    private static byte[] ReadShared(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
