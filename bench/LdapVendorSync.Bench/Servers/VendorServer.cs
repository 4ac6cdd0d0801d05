using System.Globalization;
using System.Text.Json;
using LdapVendorSync.Bench.Processes;

namespace LdapVendorSync.Bench.Servers;

/// <summary>A vendor server that runs, as the rows see it.</summary>
internal sealed class VendorServer : IAsyncDisposable
{
    private readonly ChildServer _server;
    private readonly HttpClient _client;

    private VendorServer(ChildServer server, VendorServerOptions options)
    {
        _server = server;
        Options = options;
        _client = new HttpClient { BaseAddress = new Uri(server.FirstLine) };
    }

    /// <summary>What it holds, and how it answers.</summary>
    public VendorServerOptions Options { get; }

    /// <summary>How much processor time it used.</summary>
    public TimeSpan ProcessorTime => _server.ProcessorTime;

    /// <summary>Starts one, in a process of its own, so that its work is not the product's.</summary>
    public static async Task<VendorServer> StartAsync(VendorServerOptions options)
    {
        var text = JsonSerializer.Serialize(options, ServerJson.Default.VendorServerOptions);
        return new VendorServer(await ChildServer.StartAsync(VendorServerChild.ChildName, text), options);
    }

    /// <summary>The <c>base_url</c> of one of its vendors.</summary>
    public Uri BaseUrl(int vendor = 0) => new(_client.BaseAddress!, string.Create(CultureInfo.InvariantCulture, $"v/{vendor}"));

    /// <summary>What one of its vendors saw.</summary>
    public async Task<VendorCounts> GetCountsAsync(int vendor = 0)
    {
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"counts/{vendor}"), UriKind.Relative);
        return JsonSerializer.Deserialize(await _client.GetStringAsync(address), ServerJson.Default.VendorCounts)!;
    }

    /// <summary>Brings all vendors back to their start, and their counts to nothing.</summary>
    public async Task ResetAsync()
    {
        using var answer = await _client.PostAsync(new Uri("reset", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _server.DisposeAsync();
    }
}
