using System.Globalization;

namespace LdapVendorSync.Core.Sources.Ldif;

/// <summary>A file is not the LDIF (RFC 2849) that is expected. Nothing that was read from it before may be relied upon.</summary>
public sealed class LdifException : Exception
{
    internal LdifException(string file, int line, string problem)
        : base(string.Create(CultureInfo.InvariantCulture, $"{file}, line {line}: {problem}"))
    {
        File = file;
        Line = line;
        Problem = problem;
    }

    /// <summary>The file as it was named to the reader.</summary>
    public string File { get; }

    /// <summary>The line, counted from 1, on which the faulty construct begins.</summary>
    public int Line { get; }

    /// <summary>What is wrong, without the place.</summary>
    public string Problem { get; }
}
