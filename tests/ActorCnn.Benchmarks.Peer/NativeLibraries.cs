using System.Runtime.InteropServices;

namespace ActorCnn.Benchmarks.Peer;

/// <summary>What must be in the process before TorchSharp loads its own native library: see <c>native/shim.c</c>.</summary>
internal static partial class NativeLibraries
{
    private const int ResolveNow = 2;
    private const int ShowToLaterLibraries = 0x100;

    public static void LoadShim()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "libstdcxx_shim.so");
        if (OpenLibrary(path, ResolveNow | ShowToLaterLibraries) == 0)
        {
            throw new DllNotFoundException($"{path} could not be loaded");
        }
    }

    // NativeLibrary.Load keeps the symbols to itself.
    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenLibrary(string path, int flags);
}
