using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Tests.Members;

/// <summary>
/// Every rule by which people are recognised. In descriptions of a result, <c>s…</c> are people of the source and <c>v…</c> accounts.
/// </summary>
public sealed class GroupMembershipComparerTests
{
    private static readonly string[] ByName = ["userName"];
    private static readonly string[] ByNameThenMail = ["userName", "email"];

    [Fact]
    public void Keys_recognise_people_whatever_their_spelling()
    {
        var result = Compare(
            [Member("s1", " JDoe "), Member("s2", "ren\u00e9"), Member("s3", "new")],
            [Member("v2", "RENE\u0301"), Member("v1", "jdoe"), Member("v4", "gone")]);
        Describe(result).ShouldBe("s1=v1 by key, s2=v2 by key, missing s3, extra v4");
    }

    [Fact]
    public void Matched_people_carry_what_differs()
    {
        var result = Compare(
            [Member("s1", "jdoe", "new@x") with { LastName = "Doe" }],
            [Member("v1", "jdoe", "old@x") with { LastName = "Doe" }]);
        result.Matched.Single().Differences.ShouldBe([new AttributeDifference("email", "old@x", "new@x")]);
    }

    [Fact]
    public void Missing_attribute_blanks_nothing_unless_it_is_asked_for()
    {
        GroupMember[] source = [Member("s1", "jdoe")], vendor = [Member("v1", "jdoe", "jdoe@x")];
        Compare(source, vendor).Matched.Single().Differences.ShouldBeEmpty();
        new GroupMembershipComparer(new ComparisonOptions { ClearMissing = true }).Compare(source, vendor, MemberLinks.None)
            .Matched.Single().Differences.ShouldBe([new AttributeDifference("email", "jdoe@x", null)]);
    }

    [Fact]
    public void Person_listed_twice_counts_once_as_listed_first()
    {
        var result = Compare([Member("s1", "jdoe", "a@x"), Member("s1", "JDOE", "b@x")], [Member("v1", "jdoe"), Member("v1", "jdoe")]);
        Describe(result).ShouldBe("s1=v1 by key");
        result.Matched.Single().Source.Email.ShouldBe("a@x");
    }

    [Fact]
    public void Empty_sides_are_compared_like_others()
    {
        Describe(Compare([], [])).ShouldBe("");
        Describe(Compare([Member("s1", "a")], [])).ShouldBe("missing s1");
        Describe(Compare([], [Member("v1", "a")])).ShouldBe("extra v1");
    }

    [Fact]
    public void Link_beats_keys()
    {
        // Names were exchanged.
        var result = Compare([Member("s1", "b"), Member("s2", "a")], [Member("v1", "a"), Member("v2", "b")], ("s1", "v1"), ("s2", "v2"));
        Describe(result).ShouldBe("s1=v1 by link, s2=v2 by link");
        result.Matched[0].Differences.ShouldBe([new AttributeDifference("userName", "a", "b")]);
    }

    [Fact]
    public void Person_whose_keys_change_keeps_the_link()
    {
        var result = Compare([Member("s1", "jane.smith", "jane.smith@x")], [Member("v1", "jane.doe", "jane.doe@x")], ("s1", "v1"));
        Describe(result).ShouldBe("s1=v1 by link");
        result.Matched.Single().Differences.Count.ShouldBe(2);
    }

    [Fact]
    public void Linked_person_needs_no_key() =>
        Describe(Compare([Member("s1", null)], [Member("v1", null)], ("s1", "v1"))).ShouldBe("s1=v1 by link");

    [Fact]
    public void Linked_person_whose_account_left_the_group_is_missing() =>
        Describe(Compare([Member("s1", "a")], [Member("v2", "b")], ("s1", "v1"))).ShouldBe("missing s1, extra v2");

    [Fact]
    public void Account_whose_linked_person_left_is_extra_even_if_somebody_else_has_its_name_by_now()
    {
        // s1 was renamed to the name of s2, who left.
        var result = Compare([Member("s1", "b")], [Member("v1", "a"), Member("v2", "b")], ("s1", "v1"), ("s2", "v2"));
        Describe(result).ShouldBe("s1=v1 by link, extra v2");
    }

    [Fact]
    public void Later_key_recognises_where_one_side_lacks_the_earlier()
    {
        var result = Compare(
            ByNameThenMail,
            [Member("s1", null, "a@x"), Member("s2", "b", "b@x")],
            [Member("v1", "a", "A@x"), Member("v2", " ", "b@x")]);
        Describe(result).ShouldBe("s1=v1 by key, s2=v2 by key");
    }

    [Fact]
    public void Later_key_does_not_outvote_the_earlier()
    {
        var result = Compare(ByNameThenMail, [Member("s1", "a", "a@x")], [Member("v1", "a", "old@x"), Member("v2", "b", "a@x")]);
        Describe(result).ShouldBe("s1=v1 by key, AccountInDoubt v2");
    }

    [Fact]
    public void Person_whom_a_later_key_fits_but_a_better_one_does_not_is_in_doubt()
    {
        // The same person under a new name, without a link that would prove it, or somebody else with the same mail.
        var result = Compare(ByNameThenMail, [Member("s1", "jane.smith", "jane@x")], [Member("v1", "jane.doe", "jane@x")]);
        Describe(result).ShouldBe("KeysContradict s1, AccountInDoubt v1");
    }

    [Fact]
    public void Mail_that_several_share_holds_nobody_who_is_certain_by_a_better_key()
    {
        var result = Compare(
            ByNameThenMail,
            [Member("s1", "a", "team@x"), Member("s2", "b", "team@x"), Member("s3", "new", "team@x")],
            [Member("v1", "a", "team@x"), Member("v2", "b", "team@x"), Member("v4", "gone", "team@x")],
            ("s4", "v4"));
        Describe(result).ShouldBe("s1=v1 by key, s2=v2 by key, missing s3, extra v4");
    }

    [Fact]
    public void People_with_one_key_are_in_doubt_and_so_is_the_account()
    {
        GroupMember[] source = [Member("s1", "a"), Member("s2", "A")];
        Describe(Compare(source, [Member("v1", "a")])).ShouldBe("DuplicateKeyAtSource s1, DuplicateKeyAtSource s2, AccountInDoubt v1");
        Describe(Compare(source, [])).ShouldBe("DuplicateKeyAtSource s1, DuplicateKeyAtSource s2");
    }

    [Fact]
    public void Linked_person_is_certain_whoever_has_their_key() =>
        Describe(Compare([Member("s1", "a"), Member("s2", "a")], [Member("v1", "a")], ("s1", "v1")))
            .ShouldBe("s1=v1 by link, DuplicateKeyAtSource s2");

    [Fact]
    public void People_who_fit_one_account_by_different_keys_are_in_doubt()
    {
        var result = Compare(ByNameThenMail, [Member("s1", "a", "other@x"), Member("s2", null, "a@x")], [Member("v1", "a", "a@x")]);
        Describe(result).ShouldBe("DuplicateKeyAtSource s1, DuplicateKeyAtSource s2, AccountInDoubt v1");
    }

    [Fact]
    public void Person_who_fits_several_accounts_is_in_doubt_and_so_are_they()
    {
        Describe(Compare([Member("s1", "a")], [Member("v1", "a"), Member("v2", "A")]))
            .ShouldBe("SeveralAccounts s1, AccountInDoubt v1, AccountInDoubt v2");
        Describe(Compare(ByNameThenMail, [Member("s1", "a", "a@x")], [Member("v1", "a"), Member("v2", null, "a@x")]))
            .ShouldBe("SeveralAccounts s1, AccountInDoubt v1, AccountInDoubt v2");
    }

    [Fact]
    public void Account_that_somebody_in_doubt_fits_is_nobody_elses()
    {
        // s2 fits v1 alone, but v1 may as well be the account of s1.
        var result = Compare(
            ByNameThenMail,
            [Member("s1", "a", "x@x"), Member("s2", null, "y@x")],
            [Member("v1", "a", "y@x"), Member("v2", null, "x@x")]);
        Describe(result).ShouldBe("SeveralAccounts s1, DuplicateKeyAtSource s2, AccountInDoubt v1, AccountInDoubt v2");
    }

    [Fact]
    public void Account_that_is_linked_to_somebody_else_is_not_taken_and_not_removed()
    {
        // A new person with an old name, or the same person who was created anew in the directory.
        var result = Compare([Member("s2", "a")], [Member("v1", "a")], ("s1", "v1"));
        Describe(result).ShouldBe("AccountOfAnother s2, AccountInDoubt v1");
    }

    [Fact]
    public void Name_that_a_linked_person_gave_up_waits_for_the_account_to_be_renamed()
    {
        GroupMember[] source = [Member("s1", "new"), Member("s2", "old")];
        Describe(Compare(source, [Member("v1", "old")], ("s1", "v1"))).ShouldBe("s1=v1 by link, AccountOfAnother s2");
        Describe(Compare(source, [Member("v1", "new")], ("s1", "v1"))).ShouldBe("s1=v1 by link, missing s2");
    }

    [Fact]
    public void Link_to_an_absent_account_that_a_key_contradicts_is_in_doubt() =>
        Describe(Compare([Member("s1", "a")], [Member("v2", "a")], ("s1", "v1"))).ShouldBe("LinkContradictsKey s1, AccountInDoubt v2");

    [Fact]
    public void Account_that_is_linked_to_somebody_else_contradicts_no_link() =>
        Describe(Compare([Member("s1", "a")], [Member("v2", "a")], ("s1", "v1"), ("s2", "v2"))).ShouldBe("missing s1, extra v2");

    [Fact]
    public void Second_account_with_the_key_of_a_linked_person_is_in_doubt() =>
        Describe(Compare([Member("s1", "a")], [Member("v1", "old"), Member("v2", "a")], ("s1", "v1")))
            .ShouldBe("s1=v1 by link, AccountInDoubt v2");

    [Fact]
    public void Whoever_has_neither_key_nor_link_is_in_doubt() =>
        Describe(Compare([Member("s1", " "), Member("s2", "b")], [Member("v1", null), Member("v2", "b")]))
            .ShouldBe("s2=v2 by key, NoKey s1, NoKey v1");

    [Fact]
    public void Account_without_a_key_is_extra_when_a_link_says_whose_it_was() =>
        Describe(Compare([], [Member("v1", null)], ("s1", "v1"))).ShouldBe("extra v1");

    [Fact]
    public void Id_of_different_people_of_the_source_holds_all_their_accounts()
    {
        // As when the attribute configured as id is one that people have in common.
        var result = Compare(
            [Member("sales", "a"), Member("sales", "b"), Member("sales", "c")],
            [Member("v1", "a"), Member("v2", "b"), Member("v3", "d")]);
        Describe(result).ShouldBe("extra v3, DuplicateId sales, AccountInDoubt v1, AccountInDoubt v2");
    }

    [Fact]
    public void Account_linked_to_an_ambiguous_id_is_not_removed() =>
        Describe(Compare([Member("s1", "a"), Member("s1", "b")], [Member("v1", "z")], ("s1", "v1")))
            .ShouldBe("DuplicateId s1, AccountInDoubt v1");

    [Fact]
    public void Id_of_different_accounts_holds_everybody_who_fits_one_of_them()
    {
        var result = Compare(
            [Member("s1", "a"), Member("s2", "b"), Member("s3", "c")],
            [Member("v1", "a"), Member("v1", "b"), Member("v1", "z")],
            ("s3", "v1"));
        Describe(result).ShouldBe("SeveralAccounts s1, SeveralAccounts s2, SeveralAccounts s3, DuplicateId v1");
    }

    [Fact]
    public void Problem_says_who_and_why()
    {
        var problems = Compare(
            [Member("s1", "a"), Member("s2", "a"), Member("s3", "b"), Member("s4", null)], [Member("v3", "b"), Member("v5", "b")]).Problems;
        problems.Select(problem => problem.Message).ShouldBe(
        [
            "'a' has the same key as 'a' (id 's2') at the source.",
            "'a' has the same key as 'a' (id 's1') at the source.",
            "'b' fits several accounts: 'b' (id 'v3'), 'b' (id 'v5').",
            "'s4' has none of userName and no link.",
            "The account 'b' (id 'v3') may be that of 'b' (id 's3') at the source, which is not certain; it is left as it is.",
            "The account 'b' (id 'v5') may be that of 'b' (id 's3') at the source, which is not certain; it is left as it is.",
        ]);
    }

    [Fact]
    public void Key_that_everybody_has_is_found_out_in_reasonable_time_and_words()
    {
        // As when the attribute to match on is one that people have in common.
        const int many = 100_000;
        var everybody = Enumerable.Range(0, many).ToList();
        var result = Compare(
            ["department", "email"],
            [.. everybody.Select(i => Member($"s{i}", "a", "team@x").WithValue("department", "Sales"))],
            [.. everybody.Select(i => Member($"v{i}", "a", "team@x").WithValue("department", "sales"))]);
        result.Problems.Count.ShouldBe(2 * many);
        result.Problems.Max(problem => problem.Message.Length).ShouldBeLessThan(300);
    }

    [Fact]
    public void Further_key_that_everybody_has_holds_up_nobody_who_has_one_of_their_own()
    {
        const int many = 100_000;
        var everybody = Enumerable.Range(0, many).ToList();
        var result = Compare(
            ["userName", "email"],
            [.. everybody.Select(i => Member($"s{i}", $"u{i}", "team@x"))],
            [.. everybody.Select(i => Member($"v{i}", $"u{i}", "team@x"))]);
        result.Matched.Count.ShouldBe(many);
        result.Problems.ShouldBeEmpty();
    }

    [Fact]
    public void More_keys_than_can_be_told_apart_are_refused()
    {
        var options = new ComparisonOptions { MatchOn = [.. Enumerable.Range(0, 65).Select(i => $"a{i}")] };
        Should.Throw<ArgumentException>(() => new GroupMembershipComparer(options));
    }

    private static GroupMember Member(string id, string? userName, string? email = null) =>
        new() { Id = id, UserName = userName, Email = email };

    private static GroupComparison Compare(GroupMember[] source, GroupMember[] vendor, params (string Source, string Vendor)[] links) =>
        Compare(ByName, source, vendor, links);

    private static GroupComparison Compare(
        string[] matchOn, GroupMember[] source, GroupMember[] vendor, params (string Source, string Vendor)[] links) =>
        new GroupMembershipComparer(new ComparisonOptions { MatchOn = matchOn })
            .Compare(source, vendor, new MemberLinks(links.Select(link => KeyValuePair.Create(link.Source, link.Vendor))));

    private static string Describe(GroupComparison result)
    {
        var matched = result.Matched.Select(pair => $"{pair.Source.Id}={pair.Vendor.Id} by {(pair.Linked ? "link" : "key")}").Order();
        var missing = result.Missing.Select(person => $"missing {person.Id}").Order();
        var extra = result.Extra.Select(account => $"extra {account.Id}").Order();
        var problems = result.Problems.OrderBy(problem => (problem.Side, problem.Member.Id))
            .Select(problem => $"{problem.Kind} {problem.Member.Id}");
        return string.Join(", ", [.. matched, .. missing, .. extra, .. problems]);
    }
}
