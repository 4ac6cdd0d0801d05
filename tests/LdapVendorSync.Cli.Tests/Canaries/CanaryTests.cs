namespace LdapVendorSync.Cli.Tests.Canaries;

/// <summary>
/// Secrets are planted everywhere, vendors repeat them, everything fails that can fail, and all of it is logged at DEBUG: none may appear in
/// anything that is written.
/// </summary>
public sealed class CanaryTests
{
    private const string Key = "LVS__HISTORY__ENCRYPTION_KEY";
    private const string PreviousKey = "LVS__HISTORY__PREVIOUS_ENCRYPTION_KEY";

    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    [SkippableTheory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task No_planted_secret_is_written_anywhere(string format)
    {
        Skip.If(CanaryScene.MissingReason is not null, CanaryScene.MissingReason);
        await using var scene = await CanaryScene.StartAsync();
        var variables = new Dictionary<string, string> { ["CANARY_FORMAT"] = format };
        var plan = Path.Combine(scene.Folder, "plan.json");

        await scene.RunAsync(variables, "check", "--connect");
        await scene.RunAsync(variables, "plan", "--out", plan);
        (await scene.RunAsync(variables, "sync", "--output", "json")).ShouldExitWith(4);
        (await scene.RunAsync(variables, "sync", "--output", "csv")).ShouldExitWith(4);
        await scene.RunAsync(variables, "sync", "--plan", plan);
        (await scene.RunAsync(variables, "show", "last")).ShouldExitWith(0);
        (await scene.RunAsync(variables, "report", "last", "--dir", Path.Combine(scene.Folder, "again"), "--format", "html", "csv", "json"))
            .ShouldExitWith(0);
        (await scene.RunAsync(variables, "history")).ShouldExitWith(0);
        foreach (var vendor in new[] { "Basic", "Query", "Broken", "Header", "Untrusted" })
            await scene.RunAsync(variables, "members", "vendor", vendor, "crew");

        (await scene.FindLeaksAsync()).ShouldBeEmpty();
        ShouldHaveBeenWorthIt(scene);
    }

    [SkippableFact]
    public async Task No_secret_is_written_where_secrets_themselves_are_what_is_wrong()
    {
        Skip.If(CanaryScene.MissingReason is not null, CanaryScene.MissingReason);
        await using var scene = await CanaryScene.StartAsync();
        var secret = CanaryScene.Secrets["basic"];

        // Refused by the directory, by the mail server, by the webhook; a mail server that is not there; a header that cannot be sent.
        (await scene.RunAsync(With("LDAP_BIND_PASSWORD", secret), "sync")).ShouldExitWith(3);
        await scene.RunAsync(With("SMTP_PASSWORD", secret), "sync");
        await scene.RunAsync(With("LVS__NOTIFICATIONS__SMTP_PORT", "1"), "sync");
        await scene.RunAsync(With("CANARY_HOOK", $"{scene.Vendor.BaseUrl}hook/{CanaryScene.Secrets["hook"]}/refuse"), "sync");
        await scene.RunAsync(With("CANARY_HOOK", $"http://me:{CanaryScene.Secrets["hook"]}@canary.invalid/x"), "sync");
        await scene.RunAsync(With("LVS__VENDOR_APPS__BEARER__AUTH__TOKEN", CanaryScene.Secrets["bearer"] + "\r\nX-Other: 1"), "sync");
        await scene.RunAsync(With("LVS__VENDOR_APPS__UNTRUSTED__KEYSTORE_PASSWORD", secret), "sync");

        // A history whose key changes, is missing, is another one, is none.
        var (older, newer) = (CanaryScene.KeyText("older history key"), CanaryScene.KeyText("history key"));
        await scene.RunAsync(With(Key, older), "sync");
        await scene.RunAsync(new Dictionary<string, string> { [Key] = newer, [PreviousKey] = older }, "sync");
        (await scene.RunAsync(With(Key, newer), "show", "last", "--output", "json")).ShouldExitWith(0);
        (await scene.RunAsync(With(Key, newer), "history", "purge", "--person", "user00001")).ShouldExitWith(0);
        foreach (var wrong in new[] { Nothing, With(Key, older), With(Key, newer[..40]), With(Key, newer + newer), With(Key, secret) })
        {
            var refused = await scene.RunAsync(wrong, "sync");
            refused.ExitCode.ShouldNotBe(0);
            refused.Error.ShouldContain("encryption_key");
            await scene.RunAsync(wrong, "show", "last");
        }

        // A configuration in which a secret stands where none belongs.
        await scene.RunAsync(With("LVS__VENDOR_APPS__BASIC__BASE_URL", $"https://api:{CanaryScene.Secrets["hook"]}@canary.invalid/"), "check");
        await scene.RunAsync(With("LVS__VENDOR_APPS__BASIC__AUTH__PASSWORT", secret), "check");
        await scene.RunAsync(With("LVS__VENDOR_APPS__BASIC__AUTH__METHOD", "bearer"), "check");

        (await scene.FindLeaksAsync()).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Scene_leaks_where_a_secret_is_not_known_to_be_one()
    {
        Skip.If(CanaryScene.MissingReason is not null, CanaryScene.MissingReason);
        await using var scene = await CanaryScene.StartAsync();

        // The same secret, given as something that is none: whatever finds it now would have found it before.
        await scene.RunAsync(With("LVS__LDAP__BIND_DN", $"cn={CanaryScene.Secrets["query"]},dc=example,dc=test"), "sync");

        (await scene.FindLeaksAsync()).ShouldContain(finding => finding.StartsWith("query (plain) in logs", StringComparison.Ordinal));
    }

    private static Dictionary<string, string> With(string name, string value) => new(Nothing) { [name] = value };

    // A test that reached nobody, or a log that says nothing, would find nothing either.
    private static void ShouldHaveBeenWorthIt(CanaryScene scene)
    {
        var received = string.Join('\n', scene.Vendor.Received);
        received.ShouldContain(Convert.ToBase64String("api:"u8.ToArray().Concat(System.Text.Encoding.UTF8.GetBytes(CanaryScene.Secrets["basic"])).ToArray()));
        received.ShouldContain("Authorization: Bearer " + CanaryScene.Secrets["bearer"]);
        received.ShouldContain("X-Vendor-Auth: " + CanaryScene.Secrets["header"]);
        received.ShouldContain("api_key=" + CanaryScene.Secrets["query"]);
        received.ShouldContain($"POST /hook/{CanaryScene.Secrets["hook"]}?sig={CanaryScene.Secrets["hook query"]}");
        scene.Vendor.Posted.ShouldNotBeEmpty();
        scene.Mails.ShouldContain(mail => mail.User == "sync" && mail.Tls);

        scene.Vendor.CommandLines.Keys.ShouldContain(line => line.Contains("ldap-vendor-sync", StringComparison.Ordinal));

        var log = scene.LogText;
        foreach (var shown in new[] { "> POST", "< 500", "< 422", "< 302", "Set-Cookie: ***", "X-Refresh-Token: ***", "refused for", "certificate" })
            log.ShouldContain(shown);
        log.ShouldContain("   at ", customMessage: "stack traces");
    }
}
