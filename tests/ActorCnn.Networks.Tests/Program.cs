using ActorCnn.Networks.Tests.Kernels.Lanes;

// Prints what this process's vector width computes, for a test that compares processes.
Console.WriteLine($"{WidthProbe.WidestVector} {WidthProbe.Sha256()}");
