using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.ProviderKit.Behaviours;

/// <summary>Finding the one account of a person.</summary>
internal static class FindUserBehaviours
{
    private static readonly string[] OddKeys =
        ["o'brien", "a\"b", "back\\slash", "a&b=c", "100%", "a+b", "sp ace", "st*r", "a,b", "(paren)", "zoë"];

    public static IEnumerable<ContractBehaviour> All =>
    [
        new("find-by-each-key",
            "An account is found by each attribute that accounts can be looked up by, with its id and attributes.",
            "match_on and links use them.",
            ContractNeeds.None,
            ByEachKeyAsync),
        new("find-ignores-case",
            "Keys are compared without regard to case.",
            "The directory's Ada.Lovelace would get a second account beside ada.lovelace.",
            ContractNeeds.None,
            IgnoresCaseAsync),
        new("find-normalises",
            "A key in decomposed Unicode finds the account in composed Unicode.",
            "Directories on some systems decompose what others compose.",
            ContractNeeds.None,
            NormalisesAsync),
        new("find-nobody",
            "A key that no account has finds nobody, which is no error.",
            "The person is then created.",
            ContractNeeds.None,
            NobodyAsync),
        new("find-exact",
            "An account whose key only contains the one that is asked for is not taken for it.",
            "ann would get the access of joann.",
            ContractNeeds.None,
            ExactAsync),
        new("find-no-wildcard",
            "Signs that mean something in a query find nobody but who is called so.",
            "A name such as * would match everybody.",
            ContractNeeds.None,
            NoWildcardAsync),
        new("find-odd-keys",
            "Keys with quotes, separators and escapes find their own account and no other.",
            "Names come from people, and queries are made from them.",
            ContractNeeds.None,
            OddKeysAsync),
        new("find-ambiguous",
            "A key that several accounts have is Ambiguous.",
            "Identity is never guessed.",
            ContractNeeds.None,
            AmbiguousAsync),
        new("find-fails",
            "A look-up fails when the vendor does; it does not say that there is nobody.",
            "The person would be created a second time.",
            ContractNeeds.Faults,
            FailsAsync),
        new("find-500-once",
            "A look-up that fails once at the vendor is tried again.",
            "Single failures are everyday.",
            ContractNeeds.Faults,
            FailsOnceAsync),
        new("find-among-many",
            "Accounts are found among a thousand others.",
            "Without a proved end of the list nobody can be said to be absent.",
            ContractNeeds.None,
            AmongManyAsync),
    ];

    private static async Task ByEachKeyAsync(ContractScene scene)
    {
        var people = await scene.SeedAsync("ada", "bob", "cyd").ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        foreach (var attribute in scene.Vendor.Keys)
        {
            foreach (var person in people)
            {
                var key = scene.KeyOf(person, attribute);
                var found = await provider.FindUserAsync(key, scene.Token).ConfigureAwait(false);
                Check.Equal(person.Id, found?.Id, $"the id of the account that has {key}");
                scene.CheckAttributes(person, found!, $"the account that was found by {key}");
            }
        }
    }

    private static async Task IgnoresCaseAsync(ContractScene scene)
    {
        var ada = await scene.SeedOneAsync("ada").ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var shouted = MatchKey.Create(scene.KeyAttribute, scene.KeyOf(ada).Value.ToUpperInvariant())!.Value;
        var found = await provider.FindUserAsync(shouted, scene.Token).ConfigureAwait(false);
        Check.Equal(ada.Id, found?.Id, $"the id of the account that has {shouted}");
    }

    private static async Task NormalisesAsync(ContractScene scene)
    {
        var zoe = (await SeedNamedAsync(scene, "zo\u00EB").ConfigureAwait(false))!;
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var decomposed = MatchKey.Create(
            scene.KeyAttribute, scene.KeyOf(zoe).Value.Normalize(System.Text.NormalizationForm.FormD))!.Value;
        var found = await provider.FindUserAsync(decomposed, scene.Token).ConfigureAwait(false);
        Check.Equal(zoe.Id, found?.Id, "the id of the account that was looked for in decomposed form");
    }

    private static async Task NobodyAsync(ContractScene scene)
    {
        await scene.SeedAsync("ada", "bob").ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        foreach (var attribute in scene.Vendor.Keys)
        {
            var key = attribute == AttributeNames.Id
                ? MatchKey.Create(attribute, ContractScene.UnknownGroup.Id)!.Value
                : scene.KeyOf(scene.Person("nobody"), attribute);
            var found = await provider.FindUserAsync(key, scene.Token).ConfigureAwait(false);
            Check.That(found is null, $"{found?.Label} (id {found?.Id}) was found by {key}, which nobody has.");
        }
    }

    private static async Task ExactAsync(ContractScene scene)
    {
        await scene.SeedAsync("ann2", "anna").ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        foreach (var attribute in scene.Vendor.Keys.Where(attribute => attribute != AttributeNames.Id))
        {
            var key = scene.KeyOf(scene.Person("ann"), attribute);
            var found = await provider.FindUserAsync(key, scene.Token).ConfigureAwait(false);
            Check.That(found is null, $"{found?.Label} was taken for {key}.");
        }
    }

    private static async Task NoWildcardAsync(ContractScene scene)
    {
        await scene.SeedAsync("ada").ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        foreach (var value in (string[])["*", "%", "kit.*", "kit.%", "kit_ada", "kit.ad?", "\" or \"1\" eq \"1", "' OR '1'='1"])
        {
            var key = MatchKey.Create(scene.KeyAttribute, value)!.Value;
            GroupMember? found = null;
            await Check.MayFailAsync(
                async () => found = await provider.FindUserAsync(key, scene.Token).ConfigureAwait(false),
                $"look for {key}").ConfigureAwait(false);
            Check.That(found is null, $"{found?.Label} was found by {key}.");
        }
    }

    private static async Task OddKeysAsync(ContractScene scene)
    {
        var tried = 0;
        foreach (var value in OddKeys)
        {
            if (await SeedNamedAsync(scene, value, isNeeded: false).ConfigureAwait(false) is not { } person)
                continue;
            tried++;
            var provider = await scene.ConnectAsync().ConfigureAwait(false);
            var found = await scene.FindAsync(provider, person).ConfigureAwait(false);
            Check.Equal(person.Id, found?.Id, $"the id of the account that has {scene.KeyOf(person)}");
        }

        ContractScene.SkipUnless(tried > 0, "the vendor takes none of the odd names");
    }

    private static async Task AmbiguousAsync(ContractScene scene)
    {
        var attribute = scene.Vendor.Keys.FirstOrDefault(key => key == AttributeNames.Email && scene.KeyAttribute != key);
        ContractScene.SkipUnless(attribute is not null, "no attribute that several accounts may have is looked up");
        var shared = scene.Person("shared").Email;
        try
        {
            await scene.SeedAsync(
                scene.Person("ada") with { Email = shared }, scene.Person("bob") with { Email = shared }).ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is not OperationCanceledException)
        {
            throw new ContractSkippedException($"the vendor lets no two accounts have one {attribute}");
        }

        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        await Check.FailsAsync(
            () => provider.FindUserAsync(MatchKey.Create(attribute!, shared)!.Value, scene.Token),
            $"look for the {attribute} of two accounts",
            VendorFailure.Ambiguous).ConfigureAwait(false);
    }

    private static async Task FailsAsync(ContractScene scene)
    {
        var ada = await scene.SeedOneAsync("ada").ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        foreach (var kind in (VendorFaultKind[])[VendorFaultKind.ServerError, VendorFaultKind.Disconnect, VendorFaultKind.Nonsense])
        {
            await scene.InjectAsync(new VendorFault { Kind = kind }).ConfigureAwait(false);
            GroupMember? found = null;
            var error = await Check.MayFailAsync(
                async () => found = await scene.FindAsync(provider, ada).ConfigureAwait(false), "look for somebody").ConfigureAwait(false);
            Check.That(error is not null || found is not null, $"A vendor that misbehaves ({kind}) was taken for one without the account.");
            await scene.ClearFaultsAsync().ConfigureAwait(false);
            provider = await scene.ConnectAsync().ConfigureAwait(false);
        }
    }

    private static async Task FailsOnceAsync(ContractScene scene)
    {
        var ada = await scene.SeedOneAsync("ada").ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        await scene.InjectAsync(new VendorFault { Kind = VendorFaultKind.ServerError, Times = 1 }).ConfigureAwait(false);
        Check.Equal(ada.Id, (await scene.FindAsync(provider, ada).ConfigureAwait(false))?.Id, "the id of who was found");
    }

    private static async Task AmongManyAsync(ContractScene scene)
    {
        var people = await scene.SeedManyAsync(1000).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        foreach (var person in (GroupMember[])[people[0], people[499], people[^1]])
            Check.Equal(person.Id, (await scene.FindAsync(provider, person).ConfigureAwait(false))?.Id, $"the id of {person.Label}");
        Check.That(
            await scene.FindAsync(provider, scene.Person("nobody")).ConfigureAwait(false) is null, "Somebody was found who is not there.");
    }

    private static async Task<GroupMember?> SeedNamedAsync(ContractScene scene, string name, bool isNeeded = true)
    {
        var value = scene.KeyAttribute == AttributeNames.Email ? $"{name}@example.com" : name;
        var person = scene.Person("odd").WithValue(scene.KeyAttribute, value);
        person = scene.Has(AttributeNames.Email) && scene.KeyAttribute != AttributeNames.Email
            ? person with { Email = $"{Guid.NewGuid():N}@example.com" }
            : person;
        try
        {
            return (await scene.SeedAsync([person]).ConfigureAwait(false))[0];
        }
        catch (Exception refused) when (refused is not OperationCanceledException)
        {
            return isNeeded ? throw new ContractSkippedException($"the vendor does not take '{value}' as {scene.KeyAttribute}") : null;
        }
    }
}
