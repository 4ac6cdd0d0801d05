using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Plugins;

namespace LdapVendorSync.Core.Tests.Vendors.Plugins;

/// <summary>What becomes of a plug-in's mistakes.</summary>
public sealed class GuardedProviderTests : IDisposable
{
    private static readonly VendorGroup Group = new("1", "users");
    private static readonly GroupMember Person = new() { Id = "7", UserName = "ada" };

    private readonly PluginWorkshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public void Constructor_that_throws_is_a_failure_of_the_vendor_without_secrets()
    {
        using var plugin = Load("throw new InvalidOperationException(\"bad token hunter2hunter2\")");

        var error = Should.Throw<VendorException>(() => plugin.Providers[0].Create(Context()));

        error.Message.ShouldBe("The plug-in 'own' failed. InvalidOperationException: bad token ***");
        error.OutcomeUnknown.ShouldBeFalse();
    }

    [Theory]
    [InlineData("new InvalidOperationException(\"oops hunter2hunter2\")", VendorFailure.Rejected, true)]
    [InlineData("new IOException(\"lost\")", VendorFailure.Unavailable, true)]
    [InlineData("new TimeoutException(\"late\")", VendorFailure.Unavailable, true)]
    [InlineData("new OperationCanceledException(\"its own time limit\")", VendorFailure.Unavailable, true)]
    [InlineData("new NotImplementedException(\"later\")", VendorFailure.Unsupported, false)]
    [InlineData("new MissingMethodException(\"VendorGroup.Size\")", VendorFailure.Unsupported, false)]
    [InlineData("new HttpRequestException(\"no\", null, System.Net.HttpStatusCode.Unauthorized)", VendorFailure.Authentication, false)]
    [InlineData("new HttpRequestException(\"no\", null, System.Net.HttpStatusCode.NotFound)", VendorFailure.NotFound, false)]
    [InlineData("new HttpRequestException(\"no\", null, System.Net.HttpStatusCode.BadGateway)", VendorFailure.Unavailable, true)]
    [InlineData("new VendorException(VendorFailure.Conflict, \"taken hunter2hunter2\")", VendorFailure.Conflict, false)]
    public async Task Whatever_a_change_throws_arrives_as_a_failure_of_the_vendor(string thrown, VendorFailure failure, bool unknown)
    {
        using var plugin = Load(members: Overridden("AddGroupMemberAsync(VendorGroup g, GroupMember u, CancellationToken c)", $"throw {thrown}"));
        await using var provider = plugin.Providers[0].Create(Context());

        var error = await Should.ThrowAsync<VendorException>(() => provider.AddGroupMemberAsync(Group, Person, default));

        error.Failure.ShouldBe(failure);
        error.OutcomeUnknown.ShouldBe(unknown);
        error.Message.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Read_that_breaks_half_way_is_failed_and_never_short()
    {
        using var plugin = Load(members: Reading("""
            yield return new GroupMember { Id = "1", UserName = "ada" };
            await Task.Yield();
            throw new InvalidOperationException("page 2 with hunter2hunter2");
            """));
        await using var provider = plugin.Providers[0].Create(Context());

        var read = provider.ReadGroupMembers(Group, default);
        (await read.CountAsync()).ShouldBe(1);

        read.Completeness!.Status.ShouldBe(CompletenessStatus.Failed);
        read.Completeness.Error.ShouldBeOfType<VendorException>().Message.ShouldBe("The plug-in 'own' failed. InvalidOperationException: page 2 with ***");
    }

    [Theory]
    [InlineData("r.GroupId = \"g1\"; await Task.Yield(); yield return new GroupMember { Id = \"1\" }; r.MarkProved();", CompletenessStatus.Complete)]
    [InlineData("await Task.Yield(); yield return new GroupMember { Id = \"1\" };", CompletenessStatus.Partial)]
    [InlineData("await Task.Yield(); yield return null; r.MarkProved();", CompletenessStatus.Failed)]
    public async Task Read_is_worth_what_the_plugin_says(string body, CompletenessStatus status)
    {
        using var plugin = Load(members: Reading(body));
        await using var provider = plugin.Providers[0].Create(Context());

        var read = provider.ReadGroupMembers(Group, default);
        _ = await read.CountAsync();

        read.Completeness!.Status.ShouldBe(status);
        if (status == CompletenessStatus.Partial)
            read.Completeness.HoldsMapping.ShouldBeTrue();
    }

    [Fact]
    public async Task No_read_at_all_is_a_failed_one()
    {
        using var plugin = Load();
        await using var provider = plugin.Providers[0].Create(Context());

        var read = provider.ReadGroupMembers(Group, default);
        _ = await read.CountAsync();

        read.Completeness!.Error!.Message.ShouldBe("The plug-in 'own' gave no read of the group 'users'.");
    }

    [Fact]
    public async Task Nothing_is_begun_any_more_once_the_run_shall_end()
    {
        using var plugin = Load(members: Overridden(
            "AddGroupMemberAsync(VendorGroup g, GroupMember u, CancellationToken c)", "throw new InvalidOperationException(\"was called\")"));
        await using var provider = plugin.Providers[0].Create(Context() with { Stopping = new CancellationToken(canceled: true) });

        var error = await Should.ThrowAsync<VendorException>(() => provider.AddGroupMemberAsync(Group, Person, default));

        error.Failure.ShouldBe(VendorFailure.Cancelled);
        error.NotSent.ShouldBeTrue();
    }

    [Fact]
    public async Task Group_that_was_created_without_being_told_is_a_failure()
    {
        using var plugin = Load();
        await using var provider = plugin.Providers[0].Create(Context());

        var error = await Should.ThrowAsync<VendorException>(() => provider.CreateGroupAsync("users", default));

        error.Message.ShouldBe("The plug-in 'own' does not say what it created.");
        error.OutcomeUnknown.ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_provider_offers_beyond_the_contract_is_still_there()
    {
        using var plugin = new AssemblyPlugins().Load(PluginWorkshop.Example);
        plugin.Providers.ShouldHaveSingleItem();
        using var plain = Load();
        await using var provider = plain.Providers[0].Create(Context());

        provider.ShouldNotBeAssignableTo<IListingVendorProvider>();
        provider.ShouldNotBeAssignableTo<IBatchVendorProvider>();
    }

    private VendorPlugin Load(string create = "new()", string? members = null) =>
        new AssemblyPlugins().Load(_workshop.Compile("Own", PluginWorkshop.Provider("Own", "own", members, create)));

    private static string Overridden(string signature, string body) => PluginWorkshop.Members.Replace(
        $"public virtual Task {signature} => Task.CompletedTask", $"public Task {signature} => {body}", StringComparison.Ordinal);

    private static string Reading(string body) => PluginWorkshop.Members.Replace(
        "public virtual GroupRead ReadGroupMembers(VendorGroup g, CancellationToken c) => null;",
        "public GroupRead ReadGroupMembers(VendorGroup g, CancellationToken c) => new GroupRead(ReadSide.Vendor, \"app\", g.Name, Read, c);\n"
        + $"async IAsyncEnumerable<GroupMember> Read(GroupReadRecorder r, CancellationToken c) {{ {body} }}",
        StringComparison.Ordinal);

    private static VendorContext Context()
    {
        var redactor = new SecretRedactor();
        redactor.Add("hunter2hunter2");
        return new VendorContext { Settings = new VendorSettings { Name = "app", Module = "own", Groups = [] }, Redactor = redactor };
    }
}
