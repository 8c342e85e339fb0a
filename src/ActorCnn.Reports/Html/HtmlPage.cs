using System.Text;
using System.Xml;

namespace ActorCnn.Reports.Html;

/// <summary>
/// Writes a page of HTML that is well-formed XML too: what was opened is closed, and every text is escaped. Characters that no page may
/// have become U+FFFD. Not for several threads.
/// </summary>
internal sealed class HtmlPage : IDisposable
{
    private readonly StringBuilder _text = new();
    private readonly XmlWriter _xml;

    public HtmlPage()
    {
        _xml = XmlWriter.Create(_text, new XmlWriterSettings { OmitXmlDeclaration = true, NewLineChars = "\n", CheckCharacters = false });
        _xml.WriteDocType("html", null, null, null);
    }

    /// <summary>Opens an element.</summary>
    public HtmlPage Open(string tag, params (string Name, string Value)[] attributes)
    {
        _xml.WriteStartElement(tag);
        foreach ((string name, string value) in attributes)
        {
            _xml.WriteAttributeString(name, Clean(value));
        }

        return this;
    }

    /// <summary>Closes the innermost element.</summary>
    public HtmlPage Close()
    {
        // Not as <td/>, which HTML takes for an element that was opened.
        _xml.WriteFullEndElement();
        return this;
    }

    /// <summary>Writes text.</summary>
    public HtmlPage Text(string text)
    {
        _xml.WriteString(Clean(text));
        return this;
    }

    /// <summary>Writes an element with a text.</summary>
    public HtmlPage Element(string tag, string text, params (string Name, string Value)[] attributes) =>
        Open(tag, attributes).Text(text).Close();

    /// <summary>Writes an element that HTML does not close, as an image.</summary>
    public HtmlPage Void(string tag, params (string Name, string Value)[] attributes)
    {
        Open(tag, attributes);
        _xml.WriteEndElement();
        return this;
    }

    /// <summary>Opens a section with a heading.</summary>
    public HtmlPage Section(string heading) => Open("section").Element("h2", heading);

    /// <summary>Writes a table: the first cell of each row is its header. It scrolls by itself where it is wider than the page.</summary>
    /// <param name="caption">What it shows.</param>
    /// <param name="columns">The columns' headers.</param>
    /// <param name="rows">The cells of each row, as many as there are columns.</param>
    public HtmlPage Table(string caption, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        Open("div", ("class", "scroll"), ("role", "region"), ("tabindex", "0"), ("aria-label", caption)).Open("table").Element("caption", caption);
        Open("thead").Open("tr");
        foreach (string column in columns)
        {
            Element("th", column, ("scope", "col"));
        }

        Close().Close().Open("tbody");
        foreach (IReadOnlyList<string> row in rows)
        {
            Open("tr").Element("th", row[0], ("scope", "row"));
            foreach (string cell in row.Skip(1))
            {
                Element("td", cell);
            }

            Close();
        }

        return Close().Close().Close();
    }

    /// <summary>The page so far, with all that is open closed.</summary>
    public string Finish()
    {
        _xml.WriteEndDocument();
        _xml.Flush();
        return _text.Append('\n').ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _xml.Dispose();

    private static string Clean(string text)
    {
        StringBuilder clean = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isAllowed = rune.Value is '\t' or '\n' or '\r' or (>= 0x20 and < 0x7F) or (>= 0xA0 and < 0xFFFE) or > 0xFFFF;
            clean.Append(isAllowed ? rune.ToString() : "\uFFFD");
        }

        return clean.ToString();
    }
}
