using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ActorCnn.Dashboard.Hosting;

/// <summary>
/// Who may ask what. A page of another site must neither read what the dashboard shows nor control the run:
/// <list type="bullet">
/// <item>The <c>Host</c> header must be an address, <c>localhost</c>, or the name that was given: a name of somebody else's that was made
/// to point here (DNS rebinding) is refused.</item>
/// <item>Requests that a browser says come from another site are refused, and no answer may be embedded or read there.</item>
/// <item>Control takes a POST with the page's own <c>Origin</c> and a token that only the page holds.</item>
/// </list>
/// </summary>
/// <param name="host">The host that the dashboard listens at.</param>
internal sealed class RequestGuard(string host)
{
    /// <summary>The header that brings the token.</summary>
    public const string TokenHeader = "X-Control-Token";

    private readonly byte[] _token = Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(64, lowercase: true));

    /// <summary>The token, for the page.</summary>
    public string Token => Encoding.ASCII.GetString(_token);

    /// <summary>Whether the run may be controlled from here: only this machine reaches the dashboard.</summary>
    public bool CanControl { get; } = IsLoopback(host);

    /// <summary>Why a request is refused; null when it may be answered.</summary>
    public string? Refuse(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        string name = request.Host.Host.Trim('[', ']');
        if (name.Length == 0 || !(IPAddress.TryParse(name, out _) || IsName(name, "localhost") || IsName(name, host)))
        {
            return "the Host header is not this dashboard's";
        }

        // Browsers send it; a link from another site to the page itself is a navigation and may be followed.
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        bool isNavigation = request.Headers["Sec-Fetch-Mode"] == "navigate" && HttpMethods.IsGet(request.Method);
        return site is "cross-site" or "same-site" && !isNavigation ? "the request comes from another site" : null;
    }

    /// <summary>Why a request may not control the run; null when it may.</summary>
    public string? RefuseControl(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return !CanControl ? "a dashboard that others reach only shows; use actorcnn control on the coordinator's machine"
            : request.Headers.Origin != $"http://{request.Host}" ? "the Origin header is not this dashboard's"
            : !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Headers[TokenHeader].ToString()), _token)
                ? "the control token is wrong; load the page again"
            : null;
    }

    /// <summary>What every answer says: nothing is kept, embedded, or run that is not of this dashboard.</summary>
    public static void Protect(HttpResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        response.Headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "DENY";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers.CacheControl = "no-store";
    }

    /// <summary>Whether only this machine reaches a host.</summary>
    public static bool IsLoopback(string host) =>
        IsName(host, "localhost") || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    private static bool IsName(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
