using System.Collections.Concurrent;
using Mono.Cecil;

namespace ActorCnn.Architecture.Tests;

/// <summary>What the compiler made of a project, read without loading it.</summary>
internal static class CompiledCode
{
    private static readonly ConcurrentDictionary<string, ModuleDefinition> Modules = new();

    /// <summary>Reads an assembly, once.</summary>
    public static ModuleDefinition Read(string path) =>
        Modules.GetOrAdd(path, static path => ModuleDefinition.ReadModule(path, new ReaderParameters { InMemory = true }));

    /// <summary>The assembly that a project builds.</summary>
    public static ModuleDefinition ReadProject(string name) =>
        Read(Repository.SourceProjects.Single(project => project.Name == name).AssemblyPath);

    /// <summary>A type with those inside it: what the compiler makes of lambdas, iterators and records is there too.</summary>
    public static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);
}
