using System.Net;
using System.Text;

namespace ActorCnn.Dashboard.Hosting;

/// <summary>The page and what it loads, from the assembly's resources.</summary>
internal static class PageFiles
{
    private static readonly Dictionary<string, string> Types = new()
    {
        ["page.css"] = "text/css",
        ["uplot.css"] = "text/css",
        ["icon.svg"] = "image/svg+xml",
        ["uplot.LICENSE"] = "text/plain",
        ["uplot.js"] = "text/javascript",
        ["page.js"] = "text/javascript",
        ["charts.js"] = "text/javascript",
        ["numbers.js"] = "text/javascript",
        ["pictures.js"] = "text/javascript",
        ["tables.js"] = "text/javascript",
    };

    /// <summary>A file that the page loads.</summary>
    /// <returns>Null when there is none of the name.</returns>
    public static (string Type, byte[] Bytes)? Find(string name) =>
        Types.TryGetValue(name, out string? type) ? ($"{type}; charset=utf-8", Read(name)) : null;

    /// <summary>The page itself.</summary>
    /// <param name="name">The run's name.</param>
    /// <param name="token">The control token; empty when the page may not control.</param>
    public static byte[] Index(string name, string token) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Read("index.html"))
        .Replace("{{name}}", WebUtility.HtmlEncode(name), StringComparison.Ordinal)
        .Replace("{{token}}", token, StringComparison.Ordinal));

    private static byte[] Read(string name)
    {
        using Stream stream = typeof(PageFiles).Assembly.GetManifestResourceStream($"Page/{name}")!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
