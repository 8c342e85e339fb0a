using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Configuration;
using Akka.Remote.Transport.DotNetty;

namespace ActorCnn.Cluster.Security;

/// <summary>
/// A node's certificate and the authority that it trusts, and nothing else: not the machine's authorities. Both sides of a connection show
/// a certificate. A peer is a member when the authority signed its certificate for a server and a client, and the time is in its life;
/// host names are not compared, since every member has the same rights and addresses change when a container moves. Safe from any thread.
/// </summary>
public sealed class NodeTls : IDisposable
{
    private static readonly Oid ServerUseOid = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientUseOid = new("1.3.6.1.5.5.7.3.2");
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2 _authority;
    private readonly SslStreamCertificateContext _context;

    private NodeTls(X509Certificate2 certificate, X509Certificate2 authority)
    {
        (_certificate, _authority) = (certificate, authority);

        // Offline: the chain is one certificate, and nothing must be fetched while a peer waits.
        _context = SslStreamCertificateContext.Create(certificate, [authority], offline: true);
    }

    /// <summary>The name in the node's certificate.</summary>
    public string Name => _certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);

    internal static Oid ServerUse => ServerUseOid;

    internal static Oid ClientUse => ClientUseOid;

    /// <summary>Loads <c>authority.crt</c>, <c>NAME.crt</c> and <c>NAME.key</c>.</summary>
    /// <param name="folder">Where they are.</param>
    /// <param name="name">The node's name.</param>
    /// <exception cref="Networks.InvalidInputException">One is missing, damaged or out of date, or they do not belong together.</exception>
    public static NodeTls Load(string folder, string name)
    {
        X509Certificate2 authority = PemFiles.LoadCertificate(folder, "authority");
        NodeTls tls = new(PemFiles.Load(folder, name), authority);
        if (tls.IsMember(tls._certificate))
        {
            return tls;
        }

        tls.Dispose();
        throw new Networks.InvalidInputException(
            PemFiles.CertificatePath(folder, name),
            "the authority beside it does not vouch for this certificate",
            "one that it signed for a server and a client",
            "another",
            "remove the node's two files and issue new ones");
    }

    /// <summary>Whether a certificate is one of the cluster's nodes.</summary>
    public bool IsMember(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        using X509Chain chain = new();
        chain.ChainPolicy = Policy();
        return chain.Build(certificate);
    }

    /// <summary>How to accept: asks for the client's certificate and demands a member.</summary>
    public SslServerAuthenticationOptions ServerOptions() => new()
    {
        ServerCertificateContext = _context,
        ClientCertificateRequired = true,
        RemoteCertificateValidationCallback = Validate,
    };

    /// <summary>How to serve pages over HTTPS: shows the node's certificate and asks for none.</summary>
    public SslServerAuthenticationOptions PageOptions() => new() { ServerCertificateContext = _context };

    /// <summary>How to connect: shows the node's certificate and demands a member.</summary>
    public SslClientAuthenticationOptions ClientOptions() => new()
    {
        // The name asked for takes no part in the decision, and an address may not stand there.
        TargetHost = "actorcnn",
        ClientCertificateContext = _context,
        RemoteCertificateValidationCallback = Validate,
    };

    /// <summary>The same for Akka.Remote: give it to the actor system's setup, together with <see cref="AkkaConfiguration"/>.</summary>
    public DotNettySslSetup AkkaSetup() => new(
        _certificate,
        suppressValidation: false,
        requireMutualAuthentication: true,
        (certificate, _, _, _, _) => certificate is not null && IsMember(certificate));

    /// <summary>Switches TLS on in Akka.Remote.</summary>
    public static Config AkkaConfiguration() => ConfigurationFactory.ParseString("akka.remote.dot-netty.tcp.enable-ssl = true");

    /// <inheritdoc/>
    public void Dispose()
    {
        _certificate.Dispose();
        _authority.Dispose();
    }

    private bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate is X509Certificate2 shown && IsMember(shown);

    private X509ChainPolicy Policy() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { _authority },
        ApplicationPolicy = { ServerUseOid, ClientUseOid },
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };
}
