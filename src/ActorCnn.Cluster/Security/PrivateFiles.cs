namespace ActorCnn.Cluster.Security;

/// <summary>Files and folders that only their owner may read. Elsewhere than on Unix the folder's own rights decide.</summary>
internal static class PrivateFiles
{
    /// <summary>Creates a folder for its owner alone; one that is there keeps its rights.</summary>
    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Writes a new file whole or not at all; one that is there is an error.</summary>
    public static void WriteNew(string path, string text)
    {
        // Never readable by others, not even while it is written.
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (StreamWriter writer = new(new FileStream(temporary, options)))
            {
                writer.Write(text);
                writer.Flush();
                ((FileStream)writer.BaseStream).Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: false);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
