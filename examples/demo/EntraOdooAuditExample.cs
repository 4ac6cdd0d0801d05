using System.Text.Json;
using LdapVendorSync.Fixtures.Entra;
using LdapVendorSync.Fixtures.Postgres;

namespace LdapVendorSync.Demo;

/// <summary>
/// <c>examples/entra-odoo-audit</c>: an Entra and an Odoo of 10,000 people each are compared, and exactly what was made to differ is found.
/// </summary>
internal sealed class EntraOdooAuditExample : IExample
{
    private EntraServer _entra = null!;
    private PostgresServer? _postgres;
    private OdooAuditScene _scene = null!;

    /// <inheritdoc />
    public string Name => "entra-odoo-audit";

    /// <inheritdoc />
    public async Task StartAsync(Stage stage)
    {
        if (PostgresServer.MissingReason is { } reason)
            throw new DemoException(reason);
        _entra = await EntraServer.StartAsync();
        _postgres = await PostgresServer.StartAsync();
        var database = await _postgres.CreateOdooAsync(18, OdooAuditScene.People);
        _scene = new OdooAuditScene(_entra.Store);
        await _postgres.RunSqlAsync(database, _scene.Build());

        stage.Set("AZURE_TENANT_ID", EntraServer.TenantId);
        stage.Set("AZURE_CLIENT_ID", EntraServer.ClientId);
        stage.Set("AZURE_CLIENT_SECRET", EntraServer.ClientSecret);
        stage.Set("AZURE_AUTHORITY_URL", _entra.BaseUrl.GetLeftPart(UriPartial.Authority));
        stage.Set("GRAPH_URL", _entra.BaseUrl.GetLeftPart(UriPartial.Authority));
        stage.Set("ODOO_DB_HOST", "localhost");
        stage.Set("ODOO_DB_PORT", $"{_postgres.Port}");
        stage.Set("ODOO_DB_NAME", database);
        stage.Set("ODOO_DB_USER", PostgresServer.Reader);
        stage.Set("ODOO_DB_PASSWORD", PostgresServer.ReaderPassword);
        stage.Set("ODOO_DB_CA_FILE", _postgres.AuthorityFile);
    }

    /// <inheritdoc />
    public async Task PlayAsync(Stage stage)
    {
        stage.Begin("Can both be reached, and is what they may do enough?");
        await stage.RunAsync(0, "check", "--connect");

        stage.Begin("A snapshot of each: people, groups, memberships, groups within groups.");
        await stage.RunAsync(0, "snapshot", "Entra");
        await stage.RunAsync(0, "snapshot", "Odoo");

        stage.Begin("They are compared, and a page is written.");
        var page = Path.Combine(stage.Leftovers, "audit.html");
        await stage.RunAsync(0, "compare", "Entra", "Odoo", "--out", page);
        stage.Check(
            "The page is there.",
            (await File.ReadAllTextAsync(page)).Contains("Active on one side, disabled on the other", StringComparison.Ordinal));

        stage.Begin("The same comparison again, as a dataset.");
        var dataset = Path.Combine(stage.Leftovers, "findings.ndjson");
        await stage.RunAsync(0, "compare", "--latest", "--out", dataset);
        CheckFindings(stage, await File.ReadAllLinesAsync(dataset));

        stage.Begin("Which departments of Entra lack groups of Odoo?");
        var departments = await stage.RunAsync(
            0, "compare", "Entra", "Odoo", "--ignore-group", "Administration / Internal User",
            "--kind", "DepartmentWithoutGroup", "--no-store", "--output", "ndjson");
        stage.ShowExactly(
            "Departments",
            departments.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("referenceValue").GetString()!),
            OdooAuditScene.DepartmentsWithoutGroup);

        stage.Begin("What was left alone");
        stage.Check("Entra was only read.", _entra.GraphRequests.All(request => request.Method == "GET"));
        stage.Check(
            "Every request was as Microsoft describes Graph.",
            _entra.Checker.Violations.Count == 0,
            string.Join("; ", _entra.Checker.Violations));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        if (_entra is not null)
            await _entra.DisposeAsync();
    }

    private void CheckFindings(Stage stage, IReadOnlyList<string> lines)
    {
        var found = lines.Select(line => Describe(JsonDocument.Parse(line).RootElement)).Order(StringComparer.Ordinal).ToList();
        var planted = _scene.Expected.Order(StringComparer.Ordinal).ToList();
        var missing = planted.Except(found).Take(10).ToList();
        var unexpected = found.Except(planted).Take(10).ToList();
        stage.Check(
            $"Exactly the {planted.Count} differences are found that were made.",
            found.SequenceEqual(planted),
            $"{found.Count} are found. Not found: {string.Join("; ", missing)}. Not made: {string.Join("; ", unexpected)}.");
    }

    private static string Describe(JsonElement finding) => OdooAuditScene.Describe(
        Of(finding, "kind")!, Of(finding, "side"), Of(finding, "person"), Of(finding, "referenceGroup"), Of(finding, "differenceGroup"),
        Of(finding, "nestedGroup"), Of(finding, "attribute"), Of(finding, "referenceValue"), Of(finding, "differenceValue"));

    private static string? Of(JsonElement finding, string field) => finding.GetProperty(field).GetString();
}
