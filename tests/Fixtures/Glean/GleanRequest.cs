using System.Text.Json.Nodes;

namespace LdapVendorSync.Fixtures.Glean;

/// <summary>A request that Glean received.</summary>
/// <param name="Operation">The last part of the path: <c>bulkindexemployees</c>.</param>
/// <param name="Body">The body; empty for none.</param>
public sealed record GleanRequest(string Operation, JsonObject Body)
{
    /// <summary>The id of the upload; <see langword="null"/> outside of one.</summary>
    public string? UploadId => (string?)Body["uploadId"];

    /// <summary>Whether an upload begins with it.</summary>
    public bool IsFirstPage => (bool?)Body["isFirstPage"] == true;

    /// <summary>Whether an upload ends with it.</summary>
    public bool IsLastPage => (bool?)Body["isLastPage"] == true;

    /// <summary>Whether it discards an unfinished upload.</summary>
    public bool IsForced => (bool?)Body["forceRestartUpload"] == true;

    /// <summary>Whether it has people deleted however many there are; <see langword="null"/> where it does not say.</summary>
    public bool? IsStaleCheckDisabled => (bool?)Body["disableStaleDataDeletionCheck"];

    /// <summary>The employees or teams of a page.</summary>
    public IReadOnlyList<JsonObject> Items =>
        [.. ((Body["employees"] ?? Body["teams"]) as JsonArray ?? []).Select(item => item!.AsObject())];
}
