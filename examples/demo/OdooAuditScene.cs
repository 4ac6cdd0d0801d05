using System.Globalization;
using System.Text;
using LdapVendorSync.Fixtures.Entra;

namespace LdapVendorSync.Demo;

/// <summary>
/// An Entra that says what an Odoo of 10,000 people has, but for what is made to differ; each difference writes down what a comparison has
/// to find of it. In Odoo every tenth person is a sales manager, every third a salesman, all are internal users, and every fiftieth is
/// archived.
/// </summary>
/// <param name="entra">An empty Entra.</param>
internal sealed class OdooAuditScene(EntraStore entra)
{
    /// <summary>How many people Odoo has before anything is made to differ.</summary>
    public const int People = 10_000;

    /// <summary>The departments of which nobody is in a group of Odoo but that of everybody.</summary>
    public static readonly IReadOnlyList<string> DepartmentsWithoutGroup = ["Laboratory 0", "Laboratory 1", "Laboratory 2", "Stores"];

    private const string Salesmen = "sales_team.group_sale_salesman";
    private const string Managers = "sales_team.group_sale_manager";

    private readonly List<string> _expected = [];
    private readonly StringBuilder _sql = new();
    private readonly EntraObject[] _people = new EntraObject[People];
    private EntraObject _staff = null!;
    private EntraObject _sales = null!;
    private EntraObject _salesManagers = null!;

    /// <summary>What has to be found, as <see cref="Describe"/> describes findings.</summary>
    public IReadOnlyList<string> Expected => _expected;

    /// <summary>What tells a finding from every other.</summary>
    public static string Describe(
        string kind, string? side = null, string? person = null, string? group = null, string? otherGroup = null, string? nested = null,
        string? attribute = null, string? before = null, string? after = null) =>
        string.Join(" | ", kind, side, person, group, otherGroup, nested, attribute, before, after);

    /// <summary>Fills Entra.</summary>
    /// <returns>What makes Odoo differ, in SQL.</returns>
    public string Build()
    {
        _sql.Append("UPDATE res_users SET login = login || '@contoso.test' WHERE id > 10;")
            .Append(
                "UPDATE res_partner SET email = 'u' || lpad((id - 11)::text, 5, '0') || '@contoso.test', name = 'Person ' || (id - 11) "
                + "WHERE id > 10;");
        AddPeople();
        AddGroups();
        ExpectWhatOdooBrings();
        DifferInPeople();
        DifferInAttributes();
        DifferInMemberships();
        DifferInGroups();
        return _sql.ToString();
    }

    private void AddPeople()
    {
        for (var i = 0; i < People; i++)
        {
            var department = i % 10 == 0 || i % 3 == 0 ? $"Sales {i % 7}" : i % 30 == 7 ? "Stores" : "Sales 0";
            _people[i] = entra.AddUser(Name(i), $"Person {i}", department, enabled: i % 50 != 49);
        }
    }

    // Odoo's groups imply one another; here they are within one another, and managers are salesmen by themselves as well.
    private void AddGroups()
    {
        _salesManagers = entra.AddGroup("Sales Managers", _people.Where((_, i) => i % 10 == 0));
        _sales = entra.AddGroup("Sales", _people.Where((_, i) => i % 10 == 0 || i % 3 == 0));
        _staff = entra.AddGroup("Staff", _people.Where((_, i) => i % 10 != 0 && i % 3 != 0));
        entra.AddMember(_staff, _sales);
    }

    // Odoo has an administrator and groups of its own, of which Entra knows nothing.
    private void ExpectWhatOdooBrings()
    {
        Expect("UserAdded", "Difference", "admin");
        foreach (var group in (string[])
            ["base.group_system", "Accounting / Administrator", "Accounting / Comptabilité", "Circle A", "Circle B", "Nobody"])
            Expect("GroupNew", "Difference", otherGroup: group);
        foreach (var group in (string[])["Accounting / Administrator", "Accounting / Comptabilité", "Nobody"])
            Expect("EmptyGroup", "Difference", otherGroup: group);
        // The administrator of Odoo is nobody of Entra's.
        Expect("OrphanedGroup", "Difference", otherGroup: "base.group_system");
    }

    private void DifferInPeople()
    {
        for (var i = 0; i < 30; i++)
        {
            var person = entra.AddUser($"new{i:D2}", $"Newcomer {i}", $"Laboratory {i % 3}");
            entra.AddMember(_staff, person);
            Expect("UserMissing", "Reference", $"new{i:D2}@contoso.test");
        }

        foreach (var laboratory in Enumerable.Range(0, 3))
            Expect("DepartmentWithoutGroup", "Reference", attribute: "department", before: $"Laboratory {laboratory}");
        foreach (var i in Plain(1_000, 25))
        {
            entra.Delete(_people[i]);
            Expect("UserAdded", "Difference", Mail(i));
        }

        foreach (var i in Plain(2_000, 20))
        {
            entra.Update(_people[i], person => person.Properties["accountEnabled"] = false);
            Expect("EnabledMismatch", person: Mail(i), attribute: "enabled", before: "false", after: "true");
        }

        foreach (var i in Plain(3_000, 15))
        {
            Sql($"UPDATE res_users SET active = false WHERE id = {Id(i)};");
            Expect("EnabledMismatch", person: Mail(i), attribute: "enabled", before: "true", after: "false");
        }
    }

    private void DifferInAttributes()
    {
        foreach (var i in Plain(4_000, 30))
        {
            Sql($"UPDATE res_partner SET email = 'old{i}@contoso.test' WHERE id = {Id(i)};");
            Expect("AttributeMismatch", person: Mail(i), attribute: "email", before: Mail(i), after: $"old{i}@contoso.test");
        }

        foreach (var i in Plain(5_000, 25))
        {
            Sql($"UPDATE res_partner SET name = 'Maiden Name {i}' WHERE id = {Id(i)};");
            Expect("AttributeMismatch", person: Mail(i), attribute: "displayName", before: $"Person {i}", after: $"Maiden Name {i}");
        }
    }

    private void DifferInMemberships()
    {
        // A manager of Odoo is a salesman too, as the one group implies the other.
        foreach (var i in Plain(6_000, 30))
        {
            Sql($"INSERT INTO res_groups_users_rel VALUES (3, {Id(i)}), (2, {Id(i)});");
            Expect("MembershipExtra", "Difference", Mail(i), "Sales Managers", Managers);
            Expect("MembershipExtra", "Difference", Mail(i), "Sales", Salesmen);
        }

        foreach (var i in Enumerable.Range(7_000, 300).Where(i => i % 3 == 0 && i % 10 != 0 && i % 50 != 49).Take(30))
        {
            Sql($"DELETE FROM res_groups_users_rel WHERE gid = 2 AND uid = {Id(i)};");
            Expect("MembershipMissing", "Reference", Mail(i), "Sales", Salesmen);
        }
    }

    private void DifferInGroups()
    {
        for (var i = 0; i < 5; i++)
        {
            entra.AddGroup($"Project {i}", _people[i]);
            Expect("GroupRemoved", "Reference", group: $"Project {i}");
        }

        // In Odoo managers imply salesmen; in Entra nobody put the one group into the other.
        Expect("NestingAdded", "Difference", group: "Sales", otherGroup: Salesmen, nested: Managers);
    }

    // People who are in no group but that of everybody, and active.
    private static IEnumerable<int> Plain(int from, int count) =>
        Enumerable.Range(from, People - from).Where(i => i % 10 != 0 && i % 3 != 0 && i % 30 != 7 && i % 50 != 49).Take(count);

    private void Expect(
        string kind, string? side = null, string? person = null, string? group = null, string? otherGroup = null, string? nested = null,
        string? attribute = null, string? before = null, string? after = null) =>
        _expected.Add(Describe(kind, side, person, group, otherGroup, nested, attribute, before, after));

    private void Sql(FormattableString statement) => _sql.Append(FormattableString.Invariant(statement));

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"u{number:D5}");

    private static string Mail(int number) => $"{Name(number)}@contoso.test";

    private static int Id(int number) => number + 11;
}
