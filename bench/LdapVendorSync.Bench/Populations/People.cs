using System.Globalization;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Bench.Populations;

/// <summary>
/// The people of one group as its two sides see them, made up while they are read, each text a new one, as from a wire. Of a hundred people
/// five differ: three have another mail address or name at the vendor, one is missing there, and one account is there that is nobody's.
/// </summary>
/// <param name="count">How many members each side has.</param>
internal sealed class People(int count)
{
    private const int OutOf = 100;
    private const int OnlyAtSource = 7;
    private const int OtherFirstName = 23;
    private const int OtherLastName = 47;
    private const int OtherMail = 81;

    // Where many have a login, it is short; a number tells those apart whose names begin alike.
    private const int LettersOfLastName = 3;
    private const int FirstAccount = 100_000_000;

    // A prime above every count: with such steps the vendor lists everybody once, in an order that has nothing to do with the source's.
    private const long Stride = 2_147_483_647;

    private static readonly string[] FirstNames =
    [
        "Anna", "Bernd", "Chiara", "David", "Elena", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Katharina", "Luis", "Maria", "Noah",
        "Olga", "Pierre", "Quentin", "Rosa", "Sofia", "Tomasz", "Ulrike", "Viktor", "Wanda", "Xenia", "Yusuf", "Zoe",
    ];

    private static readonly string[] Beginnings =
    [
        "Acker", "Berg", "Claus", "Dahl", "Eich", "Falken", "Gold", "Hart", "Immer", "Jung", "Kirch", "Linden", "Mayer", "Nord", "Ost",
        "Petri", "Quell", "Rosen", "Stein", "Thor", "Ulm", "Vogel", "Winter", "Zander",
    ];

    private static readonly string[] Endings = ["", "bach", "berg", "dorf", "feld", "hagen", "hoff", "mann", "ner", "sen", "stein", "wald"];

    /// <summary>How many members each side has.</summary>
    public int Count => count;

    /// <summary>The source's members, in its order.</summary>
    public IEnumerable<GroupMember> AtSource() => Enumerable.Range(0, count).Select(Person);

    /// <summary>The vendor's members, in its order.</summary>
    public IEnumerable<GroupMember> AtVendor()
    {
        for (var i = 0L; i < count; i++)
            yield return Account((int)(i * Stride % count));
    }

    private static GroupMember Person(int number) => new()
    {
        Id = SourceId(number),
        UserName = UserName(number),
        Email = $"{UserName(number)}@example.com",
        FirstName = First(number),
        LastName = Last(number),
    };

    private static GroupMember Account(int number)
    {
        var account = Person(number) with { Id = (FirstAccount + number).ToString(CultureInfo.InvariantCulture) };
        return (number % OutOf) switch
        {
            OnlyAtSource => account with { UserName = $"left{number}", Email = $"left{number}@example.com" },
            OtherFirstName => account with { FirstName = First(number + 1) },
            OtherLastName => account with { LastName = Last(number + FirstNames.Length) },
            OtherMail => account with { Email = $"{UserName(number)}@example.org" },
            _ => account,
        };
    }

    // Scattered, as random ids are.
    private static string SourceId(int number) =>
        new Guid(unchecked(number * (int)2654435769), 0x5a1b, 0x4c2d, 0x9e, 0x3f, 0x10, 0x21, 0x32, 0x43, 0x54, 0x65).ToString();

    private static string UserName(int number) => string.Create(
        CultureInfo.InvariantCulture, $"{char.ToLowerInvariant(First(number)[0])}{Last(number).ToLowerInvariant().AsSpan(0, LettersOfLastName)}{number}");

    // As a reader brings them: the same name of two people is two texts.
    private static string First(int number) => new(FirstNames[number % FirstNames.Length].AsSpan());

    private static string Last(int number)
    {
        var beginning = number / FirstNames.Length;
        var name = Beginnings[beginning % Beginnings.Length].AsSpan();
        return string.Concat(name, Endings[beginning / Beginnings.Length % Endings.Length]);
    }
}
