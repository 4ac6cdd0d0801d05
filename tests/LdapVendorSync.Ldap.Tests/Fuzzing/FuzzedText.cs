namespace LdapVendorSync.Ldap.Tests.Fuzzing;

/// <summary>Damages texts with the characters that mean something to parsers.</summary>
internal static class FuzzedText
{
    private static readonly string[] Pieces =
    [
        "(", ")", "*", "\\", "\\2a", "\\2", "\\zz", ",", "+", "\"", "<", ">", ";", "=", "#", "#0", "#04", " ", "\0", "&", "|", "!", ":", ":=", ":dn:",
        "~=", "\ud800", "\udc00", "é", "王", "((((((((", "))))))))",
    ];

    public static string Damage(Random random, string text)
    {
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var position = random.Next(text.Length + 1);
            var length = Math.Min(random.Next(4), text.Length - position);
            text = random.Next(3) switch
            {
                0 => text.Remove(position, length),
                1 => text.Insert(position, Pieces[random.Next(Pieces.Length)]),
                _ => text.Insert(random.Next(text.Length + 1), text.Substring(position, length)),
            };
        }

        return text;
    }
}
