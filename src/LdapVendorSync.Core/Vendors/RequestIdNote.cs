namespace LdapVendorSync.Core.Vendors;

/// <summary>
/// The vendor's own id of the request that a change was made with, for the journal: by it the vendor's support finds the request. Whatever
/// sends requests notes it, and whoever began to take notes in the same flow of control finds it.
/// </summary>
public sealed class RequestIdNote
{
    private static readonly AsyncLocal<RequestIdNote?> Current = new();

    private RequestIdNote()
    {
    }

    /// <summary>The id of the last request that had one; <see langword="null"/> where none had.</summary>
    public string? Last { get; private set; }

    /// <summary>Notes the id of a request that was answered.</summary>
    /// <param name="requestId">The id; <see langword="null"/> where the answer told none.</param>
    public static void Take(string? requestId)
    {
        if (requestId is not null && Current.Value is { } note)
            note.Last = requestId;
    }

    /// <summary>Begins a note, for the rest of the calling method and everything that it calls.</summary>
    internal static RequestIdNote Begin() => Current.Value = new RequestIdNote();
}
