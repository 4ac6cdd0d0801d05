using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Http.Authentication;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>What a check says of the way in.</summary>
public sealed class AuthenticationCheckTests
{
    [Fact]
    public async Task Accepted_token_is_a_step_of_its_own()
    {
        await using var vendor = await new TokenVendor().StartAsync();

        var check = await CheckAsync(vendor);

        var step = check.Steps.First(result => result.Step == "authenticate");
        step.Passed.ShouldBeTrue();
        step.Message.ShouldBe($"access token from {vendor.BaseUrl}token (valid for 3600 s)");
        check.Steps.ShouldContain(result => result.Step == "connect" && result.Passed);
    }

    [Fact]
    public async Task Refused_token_is_told_once()
    {
        await using var vendor = await new TokenVendor { Accepts = (_, _) => false }.StartAsync();

        var check = await CheckAsync(vendor);

        check.Steps.Select(result => result.Step).ShouldBe(["reach", "authenticate"]);
        var step = check.Steps[1];
        step.Passed.ShouldBeFalse();
        step.Message.ShouldContain("401 Unauthorized");
    }

    private static async Task<SystemCheck> CheckAsync(TokenVendor vendor)
    {
        var settings = vendor.Settings() with
        {
            Groups = [new MappingSettings { Source = "ldap", SourceGroup = "cn=app", VendorGroup = "app" }],
        };
        var configuration = new SyncConfiguration { Sources = [], Vendors = [settings] };
        await using var session = new SyncSession(configuration, new SyncEnvironment { Providers = VendorProviderRegistry.CreateDefault() });
        await foreach (var check in ConnectionCheck.RunAsync(session, CancellationToken.None))
            return check;
        throw new InvalidOperationException("There was nothing to check.");
    }
}
