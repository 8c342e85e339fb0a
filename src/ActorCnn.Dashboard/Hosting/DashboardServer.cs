using System.Net;
using System.Text.Json;
using ActorCnn.Dashboard.Board;
using ActorCnn.Dashboard.Looks;
using ActorCnn.Networks;
using ActorCnn.Training.Reporting;
using ActorCnn.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ActorCnn.Dashboard.Hosting;

/// <summary>
/// A web page that shows a run while it trains, or one that has ended. It is one of the run's observers; pages are told at most once a
/// second, and one that reads slowly is told less often, since what it missed is not kept for it but told as it stands then.
/// </summary>
/// <remarks>
/// <c>GET /</c> the page, <c>/events</c> server-sent events, <c>/state</c> the same once, <c>/look</c> filters, confusions and worst test
/// samples; <c>POST /control/pause</c>, <c>resume</c>, <c>checkpoint</c> and <c>stop</c>. See <see cref="RequestGuard"/>.
/// </remarks>
public sealed class DashboardServer : IRunObserver, IAsyncDisposable
{
    private const int MostPages = 32;
    private const int MostBodyBytes = 1024;
    private const string By = "dashboard";
    private static readonly TimeSpan BetweenUpdates = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenSignsOfLife = TimeSpan.FromSeconds(15);
    private readonly DashboardSubject _subject;
    private readonly RunBoard _board;
    private readonly RequestGuard _guard;
    private readonly LookKeeper? _looks;
    private readonly CancellationTokenSource _stop = new();
    private readonly WebApplication _web;
    private readonly byte[] _index;
    private int _pages;

    private DashboardServer(DashboardSubject subject, DashboardAddress address, IPEndPoint endPoint, TimeProvider time)
    {
        _subject = subject;
        _guard = new RequestGuard(address.Host);
        _board = new RunBoard(subject.Name, subject.Epochs, time);
        _board.TakeHistory(subject.History);
        if (subject.End is not null)
        {
            _board.TakeEnd(subject.End, subject.Summary);
        }

        bool canControl = subject.Control is not null && _guard.CanControl;
        _index = PageFiles.Index(subject.Name, canControl ? _guard.Token : "");
        _looks = subject.Test is null ? null
            : new LookKeeper(subject, subject.Test, _board, () => Volatile.Read(ref _pages) > 0, time);
        _web = SmallServer.CreateBuilder(endPoint, 4 * MostPages, MostBodyBytes).Build();
        _web.Run(AnswerAsync);
    }

    /// <summary>Where it listens, as <c>http://127.0.0.1:8642/</c>.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Starts to listen.</summary>
    /// <param name="subject">The run.</param>
    /// <param name="address">Where.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InvalidInputException">The address is not this machine's, or the port is taken.</exception>
    public static async Task<DashboardServer> StartAsync(DashboardSubject subject, DashboardAddress address, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(address);
        DashboardServer server = new(subject, address, EndPointOf(address), time);
        try
        {
            await SmallServer.StartAsync(
                server._web, $"dashboard {address.Host}:{address.Port}", "give another port, or --dashboard 0 for any").ConfigureAwait(false);
        }
        catch (InvalidInputException)
        {
            server._looks?.Dispose();
            throw;
        }

        server.Url = new UriBuilder(server._web.Urls.First()) { Path = "/" }.Uri;
        _ = server.AskStatusAsync();
        return server;
    }

    /// <inheritdoc/>
    public void OnEvent(RunEvent happened) => _board.OnEvent(happened);

    /// <summary>Lets pages hear how the run ended, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_board.IsOver && Volatile.Read(ref _pages) > 0)
        {
            await Task.Delay(1.2 * BetweenUpdates).ConfigureAwait(false);
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        using CancellationTokenSource atOnce = new(TimeSpan.FromSeconds(1));
        await _web.StopAsync(atOnce.Token).ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
        _looks?.Dispose();
    }

    private static IPEndPoint EndPointOf(DashboardAddress address)
    {
        string host = string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase) ? DashboardAddress.Loopback : address.Host;
        return IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? ip)
            ? new IPEndPoint(ip, address.Port)
            : throw new InvalidInputException(
                $"dashboard {address.Host}", "not an address", "an IP address of this machine, or localhost", $"'{address.Host}'", "give one as 127.0.0.1");
    }

    // A run is asked how it stands only while somebody looks.
    private async Task AskStatusAsync()
    {
        using PeriodicTimer timer = new(BetweenUpdates);
        try
        {
            while (_subject.Control is { } control && await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                if (Volatile.Read(ref _pages) > 0 && !_board.IsOver)
                {
                    control.AskStatus();
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        (HttpRequest request, HttpResponse response) = (context.Request, context.Response);
        RequestGuard.Protect(response);
        if (_guard.Refuse(request) is { } reason)
        {
            await SayAsync(response, StatusCodes.Status403Forbidden, reason).ConfigureAwait(false);
            return;
        }

        string path = request.Path.Value ?? "/";
        bool isControl = path.StartsWith("/control/", StringComparison.Ordinal);
        if (isControl ? !HttpMethods.IsPost(request.Method) : !HttpMethods.IsGet(request.Method))
        {
            response.Headers.Allow = isControl ? "POST" : "GET";
            await SayAsync(response, StatusCodes.Status405MethodNotAllowed, $"use {response.Headers.Allow}").ConfigureAwait(false);
            return;
        }

        Task answer = path switch
        {
            "/" => SendAsync(response, "text/html; charset=utf-8", _index),
            "/events" => StreamAsync(context),
            "/state" => SendAsync(response, "application/json", UpdateFor(new BoardCursor())),
            "/look" when _looks?.Json is { } look => SendAsync(response, "application/json", look),
            _ when isControl => ControlAsync(request, response, path["/control/".Length..]),
            _ when PageFiles.Find(path[1..]) is { } file => SendAsync(response, file.Type, file.Bytes),
            _ => SayAsync(response, StatusCodes.Status404NotFound, "there is nothing here"),
        };
        await answer.ConfigureAwait(false);
    }

    private async Task StreamAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        if (Interlocked.Increment(ref _pages) > MostPages)
        {
            Interlocked.Decrement(ref _pages);
            await SayAsync(response, StatusCodes.Status503ServiceUnavailable, $"{MostPages} pages are open; close one").ConfigureAwait(false);
            return;
        }

        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, context.RequestAborted);
        try
        {
            response.ContentType = "text/event-stream";
            await SendUpdatesAsync(response, end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or the dashboard ends.
        }
        finally
        {
            Interlocked.Decrement(ref _pages);
        }
    }

    private async Task SendUpdatesAsync(HttpResponse response, CancellationToken end)
    {
        BoardCursor cursor = new();
        byte[] told = [];
        TimeSpan silence = TimeSpan.Zero;
        while (true)
        {
            byte[] update = UpdateFor(cursor);
            bool isNew = !update.AsSpan().SequenceEqual(told);
            silence += BetweenUpdates;
            if (isNew || silence >= BetweenSignsOfLife)
            {
                (told, silence) = (update, TimeSpan.Zero);

                // In one piece: each write is sent by itself, and wakes threads.
                await response.Body.WriteAsync((byte[])[.. "data: "u8, .. update, .. "\n\n"u8], end).ConfigureAwait(false);
            }

            await Task.Delay(BetweenUpdates, end).ConfigureAwait(false);
        }
    }

    private byte[] UpdateFor(BoardCursor cursor) =>
        JsonSerializer.SerializeToUtf8Bytes(_board.Look(cursor, _looks?.Count ?? 0), PageJson.Default.BoardUpdate);

    private Task ControlAsync(HttpRequest request, HttpResponse response, string word)
    {
        if (_guard.RefuseControl(request) is { } reason)
        {
            return SayAsync(response, StatusCodes.Status403Forbidden, reason);
        }

        // By its name: a number would be read as any change.
        if (word.Length == 0 || !char.IsAsciiLetter(word[0]) || !Enum.TryParse(word, ignoreCase: true, out RunChange change))
        {
            return SayAsync(response, StatusCodes.Status404NotFound, "nothing that can be asked of a run");
        }

        return _subject.Control is { } control && !_board.IsOver && control.Ask(change, By)
            ? SayAsync(response, StatusCodes.Status202Accepted, "asked")
            : SayAsync(response, StatusCodes.Status409Conflict, "nobody trains this run");
    }

    private static async Task SendAsync(HttpResponse response, string type, byte[] bytes)
    {
        response.ContentType = type;
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes).ConfigureAwait(false);
    }

    private static async Task SayAsync(HttpResponse response, int code, string sentence)
    {
        response.StatusCode = code;
        response.ContentType = "text/plain; charset=utf-8";
        await response.WriteAsync($"{sentence}\n").ConfigureAwait(false);
    }
}
