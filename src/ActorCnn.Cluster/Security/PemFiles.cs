using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorCnn.Networks;

namespace ActorCnn.Cluster.Security;

/// <summary>A certificate and its key as <c>NAME.crt</c> and <c>NAME.key</c> in a folder, in PEM (RFC 7468).</summary>
internal static class PemFiles
{
    private const long MaximumBytes = 64 * 1024;

    public static string CertificatePath(string folder, string name) => Path.Combine(folder, name + ".crt");

    public static string KeyPath(string folder, string name) => Path.Combine(folder, name + ".key");

    /// <summary>Whether either file is there: half a pair is for <see cref="Load"/> to complain of.</summary>
    public static bool Exist(string folder, string name) => File.Exists(CertificatePath(folder, name)) || File.Exists(KeyPath(folder, name));

    /// <summary>Writes both, the key first: a certificate without its key would look like a node that cannot start.</summary>
    public static void Write(string folder, string name, X509Certificate2 certificate, ECDsa key)
    {
        PrivateFiles.WriteNew(KeyPath(folder, name), key.ExportPkcs8PrivateKeyPem() + "\n");
        PrivateFiles.WriteNew(CertificatePath(folder, name), certificate.ExportCertificatePem() + "\n");
    }

    /// <summary>Reads both.</summary>
    /// <exception cref="InvalidInputException">One is missing or damaged, they do not belong together, or the time is past.</exception>
    public static X509Certificate2 Load(string folder, string name)
    {
        try
        {
            return InDate(
                X509Certificate2.CreateFromPem(Read(CertificatePath(folder, name)), Read(KeyPath(folder, name))), CertificatePath(folder, name));
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw Unusable(CertificatePath(folder, name), exception);
        }
    }

    /// <summary>Reads a certificate alone.</summary>
    /// <exception cref="InvalidInputException">It is missing or damaged, or its time is past.</exception>
    public static X509Certificate2 LoadCertificate(string folder, string name)
    {
        try
        {
            return InDate(X509Certificate2.CreateFromPem(Read(CertificatePath(folder, name))), CertificatePath(folder, name));
        }
        catch (CryptographicException exception)
        {
            throw Unusable(CertificatePath(folder, name), exception);
        }
    }

    /// <summary>Demands a name that is a file's and a certificate's.</summary>
    /// <exception cref="InvalidInputException">It is not.</exception>
    public static void DemandName(string name, string reserved)
    {
        bool fits = name.Length is > 0 and <= 63
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            && char.IsAsciiLetterOrDigit(name[0]) && name != reserved;
        if (!fits)
        {
            throw new InvalidInputException(
                "node name",
                "it cannot name a certificate",
                $"1 to 63 letters, digits, '-', '_' or '.', beginning with a letter or digit, not '{reserved}'",
                $"'{name}'",
                "choose a name as node-1");
        }
    }

    private static X509Certificate2 InDate(X509Certificate2 certificate, string path)
    {
        DateTime now = DateTime.Now;
        if (now >= certificate.NotBefore && now <= certificate.NotAfter)
        {
            return certificate;
        }

        string valid = $"valid from {certificate.NotBefore:u} to {certificate.NotAfter:u}";
        certificate.Dispose();
        throw new InvalidInputException(
            path, "the certificate is not valid now", "a time in its life", valid, "set the clock, or remove the files and issue new ones");
    }

    private static string Read(string path)
    {
        try
        {
            return new FileInfo(path).Length <= MaximumBytes
                ? File.ReadAllText(path)
                : throw new InvalidInputException(path, "the file is too large", $"at most {MaximumBytes} bytes", "more", "give a PEM file");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                InvalidInputException.Describe(
                    path, "the file cannot be read", "a PEM file", exception.Message, "make certificates with 'actorcnn certificates', or copy them here"),
                exception);
        }
    }

    private static InvalidInputException Unusable(string path, Exception exception) => new(
        InvalidInputException.Describe(
            path, "the certificate and its key cannot be used", "a PEM certificate and the key that belongs to it", exception.Message,
            "remove both files and issue new ones"),
        exception);
}
