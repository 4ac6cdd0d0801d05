using System.Net.Sockets;
using System.Text;

namespace LdapVendorSync.ProviderKit.Http;

/// <summary>A client's connection: requests come in, answers go out, whole, cut or not at all.</summary>
internal sealed class ProxiedConnection(TcpClient client) : IDisposable
{
    private static readonly string[] Framing = ["Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "Content-Length"];

    private readonly BufferedStream _stream = new(client.GetStream(), bufferSize: 16 * 1024);

    /// <summary>The next request, or <see langword="null"/> where the client is gone.</summary>
    public Task<ProxiedRequest?> ReadAsync(CancellationToken cancellationToken) => ProxiedRequest.ReadAsync(_stream, cancellationToken);

    /// <summary>Answers with a text.</summary>
    public Task AnswerAsync(int status, string body, string contentType, CancellationToken cancellationToken, string? retryAfter = null)
    {
        List<(string, string)> headers = [("Content-Type", contentType)];
        if (retryAfter is not null)
            headers.Add(("Retry-After", retryAfter));
        return AnswerAsync(status, headers, Encoding.UTF8.GetBytes(body), isHead: false, isCut: false, cancellationToken);
    }

    /// <summary>Answers.</summary>
    /// <param name="status">The status.</param>
    /// <param name="headers">The headers; those that frame the body are made anew.</param>
    /// <param name="body">The body.</param>
    /// <param name="isHead">Whether the request was a HEAD, whose answer has no body.</param>
    /// <param name="isCut">Whether more is promised than is sent.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task AnswerAsync(
        int status,
        IEnumerable<(string Name, string Value)> headers,
        byte[] body,
        bool isHead,
        bool isCut,
        CancellationToken cancellationToken)
    {
        // An answer without a body cannot be cut.
        var shown = isCut && status == 204 ? 200 : status;
        var hasBody = !isHead && shown is not (204 or 304);
        var head = new StringBuilder($"HTTP/1.1 {shown} Answer\r\n");
        foreach (var (name, value) in headers.Where(header => !Framing.Contains(header.Name, StringComparer.OrdinalIgnoreCase)))
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        if (shown is not (204 or 304))
            head.Append("Content-Length: ").Append(isCut ? body.Length + 10 : body.Length).Append("\r\n");
        head.Append("\r\n");
        await _stream.WriteAsync(Encoding.Latin1.GetBytes(head.ToString()), cancellationToken).ConfigureAwait(false);
        if (hasBody)
            await _stream.WriteAsync(body.AsMemory(0, isCut ? body.Length / 2 : body.Length), cancellationToken).ConfigureAwait(false);
        await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the connection as if a wire were cut.</summary>
    public void Reset()
    {
        client.LingerState = new LingerOption(enable: true, seconds: 0);
        client.Close();
    }

    /// <inheritdoc />
    public void Dispose() => client.Dispose();
}
