using System.Globalization;
using System.Text;

namespace LdapVendorSync.ProviderKit.Http;

/// <summary>A request as it came over a connection (RFC 9112).</summary>
internal sealed record ProxiedRequest(string Method, string Target, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body)
{
    private const int LongestLine = 64 * 1024;

    /// <summary>Reads the next request of a connection.</summary>
    /// <returns>The request, or <see langword="null"/> where the connection ended instead.</returns>
    /// <exception cref="InvalidDataException">It is no HTTP.</exception>
    public static async Task<ProxiedRequest?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (await ReadLineAsync(stream, cancellationToken).ConfigureAwait(false) is not { Length: > 0 } first)
            return null;
        if (first.Split(' ') is not [var method, var target, _])
            throw new InvalidDataException($"'{first}' is no request.");
        var headers = new List<(string Name, string Value)>();
        while (await ReadLineAsync(stream, cancellationToken).ConfigureAwait(false) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Add((line[..colon], line[(colon + 1)..].Trim()));
        }

        if (Find(headers, "Expect") is not null)
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        var body = await ReadBodyAsync(stream, headers, cancellationToken).ConfigureAwait(false);
        return new ProxiedRequest(method, target, headers, body);
    }

    /// <summary>The value of a header, or <see langword="null"/>.</summary>
    public string? Header(string name) => Find(Headers, name);

    private static string? Find(IReadOnlyList<(string Name, string Value)> headers, string name) =>
        headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static async Task<byte[]> ReadBodyAsync(
        Stream stream, IReadOnlyList<(string Name, string Value)> headers, CancellationToken cancellationToken)
    {
        if (Find(headers, "Transfer-Encoding") is not null)
            return await ReadChunksAsync(stream, cancellationToken).ConfigureAwait(false);
        var length = int.Parse(Find(headers, "Content-Length") ?? "0", NumberStyles.None, CultureInfo.InvariantCulture);
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, cancellationToken).ConfigureAwait(false);
        return body;
    }

    private static async Task<byte[]> ReadChunksAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        while (true)
        {
            var size = await ReadLineAsync(stream, cancellationToken).ConfigureAwait(false) ?? "0";
            var length = int.Parse(size.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var chunk = new byte[length];
            await stream.ReadExactlyAsync(chunk, cancellationToken).ConfigureAwait(false);
            body.Write(chunk);
            await ReadLineAsync(stream, cancellationToken).ConfigureAwait(false);
            if (length == 0)
                return body.ToArray();
        }
    }

    private static async Task<string?> ReadLineAsync(Stream stream, CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (line.Count < LongestLine)
        {
            if (await stream.ReadAsync(one, cancellationToken).ConfigureAwait(false) == 0)
                return null;
            if (one[0] == '\n')
                return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
            line.Add(one[0]);
        }

        throw new InvalidDataException($"A line is longer than {LongestLine} bytes.");
    }
}
