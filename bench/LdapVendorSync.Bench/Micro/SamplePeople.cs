using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Bench.Micro;

/// <summary>People to measure with: the same ones in each run, with the shares of repetition that names have.</summary>
internal static class SamplePeople
{
    private static readonly string[] FirstNames = ["Ana", "Björn", "Chloé", "Deniz", "Emil", "Fatma", "Grzegorz", "Hélène", "Ivo", "Jana"];
    private static readonly string[] LastNames = ["Nowak", "Müller", "García", "Öztürk", "Ivanova", "Smith", "Rossi", "Dubois", "Larsen", "Kim"];
    private static readonly string[] Departments = ["Engineering", "Sales", "Support", "Finance"];

    /// <summary>One of them.</summary>
    public static GroupMember Number(int number) => new()
    {
        Id = $"6f1d0c3e-0000-4000-8000-{number:x12}",
        UserName = $"user{number:D6}",
        Email = $"user{number:D6}@corp.example.com",
        FirstName = FirstNames[number % FirstNames.Length],
        LastName = LastNames[number / FirstNames.Length % LastNames.Length],
        DisplayName = $"{FirstNames[number % FirstNames.Length]} {LastNames[number / FirstNames.Length % LastNames.Length]}",
        Enabled = number % 20 != 0,
    };

    /// <summary>The further attribute of one of them.</summary>
    public static string DepartmentOf(int number) => Departments[number % Departments.Length];

    /// <summary>The first ones.</summary>
    public static GroupMember[] First(int count) => [.. Enumerable.Range(0, count).Select(Number)];
}
