using LdapVendorSync.Core.History;

namespace LdapVendorSync.Cli.Tests.Chaos.Oracle;

/// <summary>The chaos suite notices requests that the journal does not know of, or not in time.</summary>
public sealed class JournalOracleTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-1, null, false)]
    [InlineData(-1, 1, false)]
    [InlineData(1, null, true)]
    [InlineData(-2, -1, true)]
    public void Request_is_lost_unless_its_entry_was_open_when_it_arrived(int intendedAfter, int? finishedAfter, bool isLost)
    {
        var line = Line() with
        {
            IntendedAt = Now.AddSeconds(intendedAfter),
            FinishedAt = finishedAfter is { } seconds ? Now.AddSeconds(seconds) : null,
        };
        JournalOracle.FindLost([Write()], [line], clockIsSound: true).Any().ShouldBe(isLost);
        JournalOracle.FindLost([Write()], [line], clockIsSound: false).ShouldBeEmpty();
    }

    [Fact]
    public void Request_is_lost_when_only_others_have_an_entry()
    {
        JournalLine[] others =
        [
            Line() with { AccountId = "8" },
            Line() with { Group = "support" },
            Line() with { Vendor = "Crm" },
            Line() with { Operation = JournalOperation.RemoveMember },
        ];
        JournalOracle.FindLost([Write()], others, clockIsSound: false).ShouldHaveSingleItem();
    }

    [Fact]
    public void New_account_is_recognised_by_its_key()
    {
        var create = Write() with { Operation = JournalOperation.CreateUser, Group = null, AccountId = "", UserName = "ann" };
        var line = Line() with { Operation = JournalOperation.CreateUser, Group = null, AccountId = null, MatchKey = "userName=ANN" };
        JournalOracle.FindLost([create], [line], clockIsSound: true).ShouldBeEmpty();
        JournalOracle.FindLost([create], [line with { MatchKey = "userName=bob" }], clockIsSound: true).ShouldHaveSingleItem();
    }

    private static VendorWrite Write() =>
        new("Wiki", JournalOperation.AddMember, "sales", "7", "ann", new Dictionary<string, string?>(), Now);

    private static JournalLine Line() =>
        new(1, "Wiki", "sales", JournalOperation.AddMember, "7", "userName=ann", Now.AddSeconds(-1), null, null);
}
