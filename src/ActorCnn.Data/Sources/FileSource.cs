namespace ActorCnn.Data.Sources;

/// <summary>Samples that are read from files below a folder. Another folder is given by <c>source with { Folder = … }</c>.</summary>
/// <param name="Folder">Where the files are.</param>
public abstract record FileSource(string Folder) : DataSource;
