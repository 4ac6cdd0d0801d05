namespace LdapVendorSync.Core.Members;

/// <summary>The <see cref="MemberDetails"/> that members of one read share: one for each state of an account. Safe for concurrent use.</summary>
/// <param name="read">The read; <see langword="null"/> for members that come from none.</param>
internal sealed class SharedDetails(GroupRead? read)
{
    private static readonly int States = Enum.GetValues<AccountState>().Length;

    // First those of whom the side does not say whether they are enabled, then the disabled, then the enabled.
    private readonly MemberDetails?[] _details = new MemberDetails?[3 * (States + 1)];

    public static SharedDetails WithoutRead { get; } = new(null);

    public MemberDetails Get(bool? enabled, AccountState? state)
    {
        // What a plug-in or a file calls a state may be none that is known here.
        if (state is { } given && ((int)given < 0 || (int)given >= States))
            return Make(enabled, state);
        var row = enabled switch { null => 0, false => 1, true => 2 };
        ref var details = ref _details[(row * (States + 1)) + (state is { } known ? (int)known + 1 : 0)];

        // Two at once make two that are equal, and either will do.
        return details ??= Make(enabled, state);
    }

    private MemberDetails Make(bool? enabled, AccountState? state) => new() { Read = read, Enabled = enabled, AccountState = state };
}
