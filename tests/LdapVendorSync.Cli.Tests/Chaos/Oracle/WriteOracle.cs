using LdapVendorSync.Cli.Tests.Chaos.Truths;
using LdapVendorSync.Core.History;

namespace LdapVendorSync.Cli.Tests.Chaos.Oracle;

/// <summary>Judges what a vendor was asked to do by what is right.</summary>
internal static class WriteOracle
{
    /// <summary>Judges one request.</summary>
    public static Violation? Judge(VendorWrite write, Truth truth) => write.Operation switch
    {
        JournalOperation.RemoveMember => JudgeRemoval(write, truth),
        JournalOperation.DisableUser => JudgeDisabling(write, truth),
        JournalOperation.AddMember => JudgeAddition(write, truth),
        _ => JudgeProfile(write, truth),
    };

    private static Violation? JudgeRemoval(VendorWrite write, Truth truth) =>
        NumberOf(write, truth) is { } number && truth.IsMember(number, MappingOf(write)) ? Wrong(Promise.NoWrongRemoval, write) : null;

    private static Violation? JudgeDisabling(VendorWrite write, Truth truth) =>
        NumberOf(write, truth) is { } number && truth.Find(number) is { IsDisabled: false } ? Wrong(Promise.NoWrongRemoval, write) : null;

    private static Violation? JudgeAddition(VendorWrite write, Truth truth) =>
        NumberOf(write, truth) is { } number && truth.IsMember(number, MappingOf(write)) ? null : Wrong(Promise.NoWrongGain, write);

    // Creation, update and enabling: whatever is sent has to be the person's own.
    private static Violation? JudgeProfile(VendorWrite write, Truth truth)
    {
        var person = NumberOf(write, truth) is { } number ? truth.Find(number) : null;
        if (person is null || person.IsDisabled || !IsInAnyGroup(person, write.Vendor, truth))
            return Wrong(Promise.NoWrongGain, write);
        var right = new Dictionary<string, string?>
        {
            ["username"] = person.UserName,
            ["firstName"] = person.FirstName,
            ["lastName"] = person.LastName,
            ["email"] = person.Email,
            ["active"] = "true",
        };
        return write.Fields.All(field => right.GetValueOrDefault(field.Key) == field.Value) ? null : Wrong(Promise.NoWrongGain, write);
    }

    private static bool IsInAnyGroup(TruePerson person, string vendor, Truth truth) =>
        TrueMapping.All.Any(mapping => mapping.Vendor == vendor && truth.IsMember(person.Number, mapping));

    private static int? NumberOf(VendorWrite write, Truth truth) => write.UserName is { } name ? truth.NumberOf(name) : null;

    private static TrueMapping MappingOf(VendorWrite write) =>
        TrueMapping.All.Single(mapping => mapping.Vendor == write.Vendor && mapping.VendorGroup == write.Group);

    private static Violation Wrong(Promise promise, VendorWrite write) => new(promise, $"{write} is not what the truth says");
}
