using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>Ways to break a provider in one respect each, and the behaviours that have to notice.</summary>
internal static partial class Mutants
{
    private const int Page = 200;

    /// <summary>Makes a broken provider.</summary>
    /// <param name="context">What it is given to work with.</param>
    /// <param name="create">Makes the one that works.</param>
    public delegate IVendorProvider Breaking(VendorContext context, Func<VendorContext, IVendorProvider> create);

    /// <summary>Name, how a working provider is broken, and who notices.</summary>
    public static IReadOnlyDictionary<string, (Breaking Break, string[] CaughtBy)> All { get; } =
        new Dictionary<string, (Breaking, string[])>
        {
            ["drops the last page"] = (With(inner => new DropsLastPage(inner)), ["read-page-edges"]),
            ["stops at a thousand"] = (With(inner => new StopsAtThousand(inner)), ["read-5000-members"]),
            ["takes a failed read for a short one"] = (
                With(inner => new TakesFailureForEnd(inner)),
                ["read-500-always", "read-cut-always", "read-nonsense", "read-unknown-group", "read-disconnected", "login-revoked"]),
            ["reads attributes away"] = (With(inner => new ForgetsMail(inner)), ["read-attributes"]),
            ["reads before it is asked"] = (With(inner => new ReadsAtOnce(inner)), ["read-lazy"]),
            ["keeps what it read"] = (With(inner => new KeepsReads(inner)), ["read-after-write"]),
            ["swallows failures of adds"] = (
                With(inner => new SwallowsAdds(inner)), ["add-500-always", "add-nonsense", "add-to-unknown-group"]),
            ["swallows failures of removals"] = (With(inner => new SwallowsRemovals(inner)), ["remove-500-always"]),
            ["adds nobody twice"] = (With(inner => new RefusesSecondAdd(inner)), ["add-twice"]),
            ["removes nobody twice"] = (With(inner => new RefusesAbsent(inner)), ["remove-absent"]),
            ["replaces a group by its first page"] = (With(inner => new ReplacesByFirstPage(inner)), ["add-to-large-group"]),
            ["removes from every group"] = (With(inner => new RemovesEverywhere(inner)), ["remove-member"]),
            ["disables whom it removes"] = (With(inner => new DisablesRemoved(inner)), ["remove-keeps-account"]),
            ["loses changes made at once"] = (With(inner => new LosesConcurrentAdds(inner)), ["add-many-at-once"]),
            ["ignores cancellation"] = (
                With(inner => new IgnoresCancellation(inner)),
                ["cancel-write-before", "cancel-look-up", "cancel-connect", "cancel-read-before", "cancel-read-midway"]),
            ["goes on when it shall stop"] = (
                (context, create) => create(context with { Stopping = default }), ["stopping-begins-nothing"]),
            ["never tries again"] = (
                (context, create) => create(WithErrorHandling(context, handling => handling with { MaxRetries = 0 })),
                ["read-500-once", "read-429", "read-429-retry-after", "find-500-once", "add-429-retry-after"]),
            ["updates everything that it knows"] = (
                With(inner => new UpdatesEverything(inner)), ["update-keeps-foreign-changes", "update-nothing"]),
            ["blanks what it was not given"] = (With(inner => new BlanksOthers(inner)), ["update-one"]),
            ["clears with a text"] = (With(inner => new ClearsWithText(inner)), ["update-clear"]),
            ["enables nobody"] = (With(inner => new EnablesNobody(inner)), ["disable-and-enable", "disable-twice"]),
            ["leaves groups on disabling"] = (With(inner => new DisablingLeavesGroups(inner)), ["disable-keeps"]),
            ["takes a failed look-up for nobody"] = (With(inner => new TakesFailureForNobody(inner)), ["find-fails"]),
            ["takes the first of several"] = (With(inner => new TakesFirst(inner)), ["find-ambiguous"]),
            ["minds the case of keys"] = (With(inner => new MindsCase(inner)), ["find-ignores-case"]),
            ["minds the form of letters"] = (With(inner => new MindsForm(inner)), ["find-normalises"]),
            ["finds by beginnings"] = (With(inner => new FindsByBeginning(inner)), ["find-exact", "find-nobody"]),
            ["gives the id of the source"] = (With(inner => new GivesSourceId(inner)), ["create-user", "create-then-find"]),
            ["takes over accounts"] = (With(inner => new TakesAccountsOver(inner)), ["create-conflict"]),
            ["stores ASCII only"] = (With(inner => new StoresAscii(inner)), ["create-odd-values"]),
            ["remembers that there was nobody"] = (With(inner => new RemembersNobody(inner)), ["create-then-find"]),
            ["finds groups that are not there"] = (With(inner => new MakesGroupsUp(inner)), ["group-unknown", "group-similar-names"]),
            ["says less than it can"] = (With(inner => new SaysLess(inner)), ["unsupported-disable-user"]),
            ["leaks the token"] = (With(inner => new LeaksToken(inner)), ["secrets-in-failures"]),
            ["logs the token"] = ((context, create) => new LogsToken(create(context), context), ["secrets-in-log"]),
            ["shows the token"] = (With(inner => new ShowsToken(inner)), ["secrets-in-text"]),
            ["tells nobody what is wrong"] = (With(inner => new TellsNothing(inner)), ["message-unknown-user"]),
            ["fails in its own words"] = (With(inner => new FailsInItsOwnWords(inner)), ["update-unknown", "update-500-always"]),
            ["breaks when disposed twice"] = (With(inner => new BreaksOnSecondDisposal(inner)), ["dispose-twice"]),
            ["answers before it is connected"] = (With(inner => new AnswersUnconnected(inner)), ["before-connect"]),
            ["works after it was disposed"] = (With(inner => new NeverEnds(inner)), ["dispose-ends"]),
            ["makes a group on connecting"] = (With(inner => new AddsOnConnecting(inner)), ["login-changes-nothing"]),
        };

    private static Breaking With(Func<IVendorProvider, IVendorProvider> wrap) =>
        (context, create) => wrap(create(context));

    private static VendorContext WithErrorHandling(VendorContext context, Func<ErrorHandlingSettings, ErrorHandlingSettings> change) =>
        context with { Settings = context.Settings with { ErrorHandling = change(context.Settings.ErrorHandling) } };
}
