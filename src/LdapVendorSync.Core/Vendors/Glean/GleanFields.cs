using System.Globalization;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Glean;

/// <summary>Which attribute goes to which field of an employee (<c>EmployeeInfoDefinition</c> of Glean's Indexing API).</summary>
internal static class GleanFields
{
    public const string Department = "department";

    /// <summary>Since when somebody is in their teams: a field of a team's member.</summary>
    public const string JoinDate = "join_date";

    private const string EmployeeId = "employeeId";
    private const string Location = "structuredLocation.";
    private const string Network = "socialNetworks.";
    private const string Additional = "additionalFields.";
    private const string Relationship = "relationships.";
    private const string AlsoKnownAs = "alsoKnownAs";

    // Glean takes them absent, but not empty; our own never are.
    private static readonly HashSet<string> Texts = new(StringComparer.Ordinal)
    {
        AttributeNames.Email, AttributeNames.FirstName, AttributeNames.LastName, "preferredName", "phoneNumber", "location", "title", "photoUrl",
        "businessUnit", Department, "startDate", "endDate", "bio", "pronoun", "profileUrl", "managerEmail", "managerId", "type", "status",
    };

    private static readonly HashSet<string> LocationFields = new(StringComparer.Ordinal)
    {
        "deskLocation", "timezone", "address", "city", "state", "region", "zipCode", "country", "countryCode",
    };

    private static readonly Dictionary<string, string[]> Choices = new(StringComparer.Ordinal)
    {
        ["type"] = ["FULL_TIME", "CONTRACTOR", "NON_EMPLOYEE"],
        ["status"] = ["CURRENT", "FUTURE", "EX"],
    };

    /// <summary>The attributes of a configuration that Glean has no field for.</summary>
    public static IEnumerable<SettingProblem> Validate(VendorSettings vendor) => vendor.Groups
        .SelectMany(mapping => mapping.Attributes.Keys)
        .Select(AttributeNames.Canonical)
        .Distinct(StringComparer.OrdinalIgnoreCase)
        .Where(attribute => !IsKnown(attribute))
        .Select(attribute => new SettingProblem(
            $"attributes.{attribute}",
            $"Glean has no field '{attribute}' for a person.",
            $"One of {string.Join(", ", Texts)}, {EmployeeId}, {AlsoKnownAs}, {Location}city, {Network}linkedin, {Additional}<key in a-z>, "
                + $"{Relationship}CHIEF_OF_STAFF, {JoinDate}; userName, to recognise people by."));

    /// <summary>Why an account cannot be an employee; <see langword="null"/> where it can.</summary>
    /// <param name="account">The account.</param>
    /// <param name="defaultDepartment">The department of people who have none; <see langword="null"/> where they cannot be employees.</param>
    public static string? FindFault(GroupMember account, string? defaultDepartment)
    {
        if (FindAddressFault(account) is { } fault)
            return fault;
        if (Value(account, Department) is null && string.IsNullOrWhiteSpace(defaultDepartment))
            return $"Glean takes nobody without a department, and '{account.Label}' has none.";
        return Values(account).Select(pair => FindFault(account, pair.Attribute, pair.Value)).FirstOrDefault(found => found is not null);
    }

    /// <summary>Why an account cannot be a member of a team; <see langword="null"/> where it can.</summary>
    public static string? FindAddressFault(GroupMember account)
    {
        if (Value(account, AttributeNames.Email) is not { } email)
            return $"Glean knows people by their mail address, and '{account.Label}' has none.";
        if (!IsAddress(email))
            return $"'{email}' of '{account.Label}' is no mail address.";
        return Value(account, JoinDate) is { } date && ToDate(date) is null ? FindDateFault(account, JoinDate, date) : null;
    }

    /// <summary>The employee, as Glean takes one.</summary>
    public static JsonObject ToEmployee(GroupMember account, string? defaultDepartment)
    {
        var employee = new JsonObject();
        foreach (var (attribute, value) in Values(account))
            Put(employee, attribute, value);
        employee[Department] ??= defaultDepartment?.Trim();
        return employee;
    }

    /// <summary>The member of a team, as Glean takes one.</summary>
    public static JsonObject ToTeamMember(GroupMember account)
    {
        var member = new JsonObject { ["email"] = Value(account, AttributeNames.Email) };
        if (Value(account, JoinDate) is { } date)
            member[JoinDate] = ToDate(date);
        return member;
    }

    /// <summary>Whether the same address means one person.</summary>
    public static string? AddressKey(GroupMember account) => MatchKey.Of(account, AttributeNames.Email)?.Normalized;

    private static IEnumerable<(string Attribute, string Value)> Values(GroupMember account)
    {
        foreach (var attribute in new[] { AttributeNames.Email, AttributeNames.FirstName, AttributeNames.LastName }
            .Concat(account.Attributes.Keys.Where(IsSent).Order(StringComparer.Ordinal)))
        {
            if (Value(account, attribute) is { } value)
                yield return (attribute, value);
        }
    }

    private static string? Value(GroupMember account, string attribute) =>
        account.GetValue(attribute)?.Trim() is { Length: > 0 } value ? value : null;

    private static bool IsSent(string attribute) => attribute != JoinDate && IsKnown(attribute);

    private static bool IsKnown(string attribute) =>
        Texts.Contains(attribute)
        || attribute is EmployeeId or AlsoKnownAs or JoinDate or AttributeNames.UserName
        || (After(attribute, Location) is { } field && LocationFields.Contains(field))
        || After(attribute, Network) is "linkedin" or "twitter"
        || After(attribute, Relationship) is "CHIEF_OF_STAFF" or "EXECUTIVE_ASSISTANT"
        || (After(attribute, Additional) is { Length: > 0 } key && key.All(char.IsAsciiLetterLower));

    private static string? After(string attribute, string prefix) =>
        attribute.StartsWith(prefix, StringComparison.Ordinal) ? attribute[prefix.Length..] : null;

    private static string? FindFault(GroupMember account, string attribute, string value)
    {
        if (Choices.TryGetValue(attribute, out var choices) && !choices.Contains(value))
            return $"'{value}' as {attribute} of '{account.Label}' is none of {string.Join(", ", choices)}.";
        if (IsDate(attribute) && ToDate(value) is null)
            return FindDateFault(account, attribute, value);
        var isAddress = attribute == "managerEmail" || After(attribute, Relationship) is not null;
        if (isAddress && !IsAddress(value))
            return $"'{value}' as {attribute} of '{account.Label}' is no mail address.";
        return attribute == "photoUrl" && !Uri.TryCreate(value, UriKind.Absolute, out _)
            ? $"'{value}' as {attribute} of '{account.Label}' is no address."
            : null;
    }

    private static string FindDateFault(GroupMember account, string attribute, string value) =>
        $"'{value}' as {attribute} of '{account.Label}' is no date; Glean takes 2026-11-23.";

    private static bool IsAddress(string value) =>
        value.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < value.Length - 1 && !value.Any(char.IsWhiteSpace);

    private static bool IsDate(string attribute) => attribute is "startDate" or "endDate";

    // As Glean writes a date, or as a directory does (RFC 4517 section 3.3.13).
    private static string? ToDate(string value)
    {
        var isTime = value.Length >= 14 && value[..14].All(char.IsAsciiDigit);
        return DateOnly.TryParseExact(isTime ? value[..8] : value, isTime ? "yyyyMMdd" : "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;
    }

    private static void Put(JsonObject employee, string attribute, string value)
    {
        if (attribute == AttributeNames.UserName)
            return;
        if (attribute == AlsoKnownAs)
            employee[AlsoKnownAs] = new JsonArray(value);
        else if (After(attribute, Location) is { } field)
            Part(employee, "structuredLocation")[field] = value;
        else if (After(attribute, Network) is { } network)
            List(employee, "socialNetworks").Add(new JsonObject { ["name"] = network, ["profileUrl"] = value });
        else if (After(attribute, Additional) is { } key)
            List(employee, "additionalFields").Add(new JsonObject { ["key"] = key, ["value"] = new JsonArray(new JsonObject { ["text"] = value }) });
        else if (After(attribute, Relationship) is { } name)
            List(employee, "relationships").Add(new JsonObject { ["name"] = name, ["email"] = value });
        else
            employee[attribute == EmployeeId ? "id" : attribute] = IsDate(attribute) ? ToDate(value) : value;
    }

    private static JsonObject Part(JsonObject employee, string name) => (JsonObject)(employee[name] ??= new JsonObject());

    private static JsonArray List(JsonObject employee, string name) => (JsonArray)(employee[name] ??= new JsonArray());
}
