using System.Globalization;
using System.Text.Json;

namespace LdapVendorSync.Fixtures.Vendors;

/// <summary>The vendor test server as a process of its own, for tests in another language.</summary>
public static class VendorCommand
{
    /// <summary>The options, for a usage message.</summary>
    public const string Usage = """
        vendor [--port N] [--users FILE] [--numbered GROUP:COUNT] [--xml] [--authorization VALUE] [--latency MS] [--max-page-size N] [--until-input-ends]
          --port           where to listen on 127.0.0.1; a free port where left out
          --users          a JSON file: {"users": [{"username": "ada", "firstName": "Ada"}], "groups": {"admins": ["ada"]}}
          --numbered       a group of so many numbered people (user00001, ...)
          --xml            bodies are XML instead of JSON
          --authorization  the Authorization header that every request must carry
          --latency        how long each answer takes at least, in milliseconds
          --until-input-ends  ends with its standard input, so that it never outlives whoever started it
        Prints "listening on http://127.0.0.1:PORT" when it is ready, and runs until it is interrupted. Requests below /_test/ seed, spoil and question it.
        """;

    /// <summary>Runs until the process is asked to stop.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken = default)
    {
        if (!TryParse(arguments, out var values))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        await using var server = await VendorTestServer.StartAsync(new VendorServerOptions
        {
            Port = Number(values, "port", 0),
            Xml = values.ContainsKey("xml"),
            Authorization = values.GetValueOrDefault("authorization"),
            LatencyMilliseconds = Number(values, "latency", 0),
            MaxPageSize = Number(values, "max-page-size", 1000),
        });
        await SeedAsync(server.Store, values, cancellationToken);
        Console.WriteLine($"listening on {server.BaseUrl.GetLeftPart(UriPartial.Authority)}");
        var inputEnds = values.ContainsKey("until-input-ends")
            ? Task.Run(Console.In.ReadToEnd, cancellationToken)
            : Task.Delay(Timeout.Infinite, cancellationToken);
        await Task.WhenAny(server.Stopped, inputEnds);
        return 0;
    }

    private static async Task SeedAsync(VendorStore store, Dictionary<string, string> values, CancellationToken cancellationToken)
    {
        if (values.TryGetValue("users", out var file))
        {
            await using var stream = File.OpenRead(file);
            var state = await JsonSerializer.DeserializeAsync<VendorState>(stream, VendorState.FileOptions, cancellationToken);
            state?.AddTo(store);
        }

        if (values.TryGetValue("numbered", out var numbered) && numbered.Split(':') is [var group, var count])
            store.SeedNumbered(group, int.Parse(count, CultureInfo.InvariantCulture));
    }

    private static bool TryParse(IReadOnlyList<string> arguments, out Dictionary<string, string> values)
    {
        values = [];
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
                return false;
            var name = arguments[i][2..];
            if (name is "xml" or "until-input-ends")
                values[name] = "true";
            else if (name is "port" or "users" or "numbered" or "authorization" or "latency" or "max-page-size" && i + 1 < arguments.Count)
                values[name] = arguments[++i];
            else
                return false;
        }

        return true;
    }

    private static int Number(Dictionary<string, string> values, string name, int fallback) =>
        values.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;
}
