using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>An operation that changes the membership of many people with one request.</summary>
public sealed record RestBulkSettings : RestOperationSettings
{
    /// <summary>What stands for one person where the body says <c>"{items}"</c>; the id where left out.</summary>
    [Setting("What stands for one person in the list that takes the place of \"{items}\" in the body; \"{id}\" where left out.")]
    public JsonNode? Item { get; init; }

    /// <summary>The most people of one request.</summary>
    [Setting("The most people of one request.")]
    [Range(1, 100_000)]
    public int MaxItems { get; init; } = 100;

    /// <summary>Where the answer says what became of each; where left out, all stand and fall together.</summary>
    [Setting("Where the answer says what became of each person; where left out, a good status means that all were changed.")]
    public RestResultsSettings? Results { get; init; }
}

/// <summary>How the answer to a bulk operation says what became of each person.</summary>
public sealed record RestResultsSettings
{
    /// <summary>Where the results are.</summary>
    [Setting("Where the results are in the answer; . for the answer itself.")]
    public string Items { get; init; } = ".";

    /// <summary>Where a result says whose it is; where left out, results come in the order of the request.</summary>
    [Setting("Where a result says whose it is; where left out, results come in the order of the request.")]
    public string? Id { get; init; }

    /// <summary>What that id is.</summary>
    [Setting("The attribute of the person that stands there.")]
    public string Attribute { get; init; } = "id";

    /// <summary>Where a result says what became of the change.</summary>
    [Setting("Where a result says what became of the change.")]
    public string Status { get; init; } = "status";

    /// <summary>Where a result that failed has something that others lack.</summary>
    [Setting("Where a result has something if it failed, and nothing if it did not; takes the place of success.")]
    public string? Error { get; init; }

    /// <summary>What it says there for success.</summary>
    [Setting("What stands there for success: 2xx, success, ok or true where left out.")]
    public IReadOnlyList<string>? Success { get; init; }

    /// <summary>What it says there where nothing had to be done.</summary>
    [Setting("What stands there when it was so already.")]
    public IReadOnlyList<string> Already { get; init; } = [];

    /// <summary>Where a result says why it failed.</summary>
    [Setting("Where a result says why it failed; the usual places where left out.")]
    public string? Message { get; init; }

    /// <summary>Whether only failures are listed.</summary>
    [Setting("Whether only failures are listed: whoever is not was changed.")]
    public bool OnlyFailures { get; init; }
}
