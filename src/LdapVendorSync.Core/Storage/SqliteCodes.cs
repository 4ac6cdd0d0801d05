namespace LdapVendorSync.Core.Storage;

/// <summary>Primary result codes, <see href="https://www.sqlite.org/rescode.html"/>.</summary>
internal static class SqliteCodes
{
    /// <summary>A statement that makes no sense for this database, or a file format that this version of SQLite does not know.</summary>
    public const int Error = 1;

    /// <summary>The file may not be opened as asked.</summary>
    public const int Permission = 3;

    /// <summary>Another connection holds a lock.</summary>
    public const int Busy = 5;

    /// <summary>The same connection holds a lock.</summary>
    public const int Locked = 6;

    /// <summary>The database may not be written.</summary>
    public const int ReadOnly = 8;

    /// <summary>The operating system could not read, write or flush.</summary>
    public const int InputOutput = 10;

    /// <summary>The content contradicts itself.</summary>
    public const int Corrupt = 11;

    /// <summary>The disk is full.</summary>
    public const int Full = 13;

    /// <summary>The file cannot be opened.</summary>
    public const int CannotOpen = 14;

    /// <summary>A constraint of the schema or <c>RAISE</c> of a trigger.</summary>
    public const int Constraint = 19;

    /// <summary>The file is something else.</summary>
    public const int NotADatabase = 26;

    /// <summary>Extended: a row refers to one that is not there.</summary>
    public const int ConstraintForeignKey = 787;

    /// <summary>Extended: a value is taken.</summary>
    public const int ConstraintUnique = 2067;
}
