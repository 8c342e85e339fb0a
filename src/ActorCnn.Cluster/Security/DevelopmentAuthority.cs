using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorCnn.Networks;

namespace ActorCnn.Cluster.Security;

/// <summary>
/// A private certificate authority in a folder, for a cluster without one of its own: <c>authority.crt</c> and <c>authority.key</c>, and
/// <c>NAME.crt</c> and <c>NAME.key</c> for each node (PEM, ECDSA P-256). What is there and good is kept. Copy a node its own two files and
/// <c>authority.crt</c>, never <c>authority.key</c>: who holds that makes nodes.
/// </summary>
public static class DevelopmentAuthority
{
    private const string AuthorityName = "authority";
    private static readonly TimeSpan AuthorityLife = TimeSpan.FromDays(3650);
    private static readonly TimeSpan NodeLife = TimeSpan.FromDays(825);

    // A node whose clock is a little behind still takes a certificate made just now.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromHours(24);

    /// <summary>Makes the authority, or keeps the one that is there.</summary>
    /// <param name="folder">Created if need be, for its owner alone.</param>
    /// <returns>Whether it was made.</returns>
    /// <exception cref="InvalidInputException">What is there is damaged, out of date or half missing.</exception>
    /// <exception cref="IOException">The files cannot be written.</exception>
    public static bool Create(string folder)
    {
        PrivateFiles.CreateFolder(folder);
        if (PemFiles.Exist(folder, AuthorityName))
        {
            PemFiles.Load(folder, AuthorityName).Dispose();
            return false;
        }

        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=ActorCnn development authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 certificate = request.CreateSelfSigned(now - ClockSlack, now + AuthorityLife);
        PemFiles.Write(folder, AuthorityName, certificate, key);
        return true;
    }

    /// <summary>Makes the certificate of a node, or keeps the one that is there.</summary>
    /// <param name="folder">The authority's folder; see <see cref="Create"/>.</param>
    /// <param name="name">The node's name: the name of its files.</param>
    /// <param name="hosts">Names and addresses under which it is reached; those of this machine are added.</param>
    /// <returns>Whether it was made.</returns>
    /// <exception cref="InvalidInputException">There is no authority, the name is unfit, or what is there is damaged or out of date.</exception>
    /// <exception cref="IOException">The files cannot be written.</exception>
    public static bool IssueNode(string folder, string name, IReadOnlyCollection<string> hosts)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        PemFiles.DemandName(name, AuthorityName);
        using X509Certificate2 authority = PemFiles.Load(folder, AuthorityName);
        if (PemFiles.Exist(folder, name))
        {
            using NodeTls kept = NodeTls.Load(folder, name);
            return false;
        }

        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(new X500DistinguishedName($"CN={name}"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([NodeTls.ServerUse, NodeTls.ClientUse], critical: false));
        request.CertificateExtensions.Add(Names(["localhost", "127.0.0.1", "::1", .. hosts]));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        byte[] serial = RandomNumberGenerator.GetBytes(16);

        // The sign bit would make the number negative, which RFC 5280, 4.1.2.2 forbids.
        serial[0] &= 0x7f;
        DateTimeOffset now = DateTimeOffset.UtcNow;
        DateTimeOffset end = now + NodeLife < authority.NotAfter ? now + NodeLife : authority.NotAfter;
        using X509Certificate2 certificate = request.Create(authority, authority.NotBefore, end, serial);
        PemFiles.Write(folder, name, certificate, key);
        return true;
    }

    private static X509Extension Names(IEnumerable<string> hosts)
    {
        SubjectAlternativeNameBuilder names = new();
        foreach (string host in hosts.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (IPAddress.TryParse(host, out IPAddress? address))
            {
                names.AddIpAddress(address);
            }
            else if (Uri.CheckHostName(host.Replace("*.", "", StringComparison.Ordinal)) == UriHostNameType.Dns)
            {
                names.AddDnsName(host);
            }
            else
            {
                throw new InvalidInputException(
                    $"host '{host}'", "this is no host name", "a name or an address", "neither", "give names as node-1.example or 10.0.0.5");
            }
        }

        return names.Build();
    }
}
