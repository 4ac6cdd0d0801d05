namespace LdapVendorSync.Demo;

/// <summary>
/// Runs an example by its name: starts its servers, plays it, and says by the exit code whether everything came out as it should.
/// </summary>
internal static class DemoCommand
{
    private const int Done = 0;
    private const int WentWrong = 1;
    private const int NotUnderstood = 2;

    private static readonly IReadOnlyDictionary<string, Func<IExample>> Examples =
        new Dictionary<string, Func<IExample>>(StringComparer.OrdinalIgnoreCase)
    {
        ["okta-to-grafana"] = () => new OktaToGrafanaExample(),
        ["keycloak-to-glean"] = () => new KeycloakToGleanExample(),
        ["entra-odoo-audit"] = () => new EntraOdooAuditExample(),
    };

    /// <summary>An example by its name.</summary>
    public static IExample Create(string name) => Examples[name]();

    /// <summary>Runs what the arguments name.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        if (arguments is not [var name] || !Examples.ContainsKey(name))
        {
            await Console.Error.WriteLineAsync($"Usage: dotnet run --project examples/demo -- {string.Join('|', Examples.Keys)}");
            return NotUnderstood;
        }

        await using var example = Create(name);
        using var stage = new Stage(ExampleFolder.Find(example.Name), Console.Out);
        try
        {
            await example.StartAsync(stage);
            await example.PlayAsync(stage);
        }
        catch (DemoException failure)
        {
            await Console.Out.FlushAsync();
            await Console.Error.WriteLineAsync($"{Environment.NewLine}{example.Name}: {failure.Message}");
            return WentWrong;
        }

        stage.Say($"{example.Name}: everything came out as it should.");
        return Done;
    }
}
