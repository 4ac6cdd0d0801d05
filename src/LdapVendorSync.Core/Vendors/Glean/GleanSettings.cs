using System.ComponentModel.DataAnnotations;
using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Vendors.Glean;

/// <summary>The block <c>glean:</c> of a vendor that is Glean's people index.</summary>
public sealed record GleanSettings : IProviderSettings
{
    /// <summary>How people are sent.</summary>
    [Setting("How people are sent: bulk uploads everybody and has Glean delete whoever is not listed, individual sends those who changed.")]
    public GleanMode Mode { get; init; } = GleanMode.Bulk;

    /// <summary>How teams are sent.</summary>
    [Setting("How teams are sent: individual sends those that changed, bulk uploads all of them and has Glean delete every other team.")]
    public GleanMode TeamMode { get; init; } = GleanMode.Individual;

    /// <summary>The vendor group that stands for all people of Glean.</summary>
    [Setting("The vendor_group that stands for all people in Glean; every other one is a team.")]
    [MinLength(1)]
    public string PeopleGroup { get; init; } = "people";

    /// <summary>The teams of which Glean is to know more than the members.</summary>
    [Setting("Teams of which Glean is to know more than the members.", KeyedBy = "id")]
    public IReadOnlyList<GleanTeamSettings> Teams { get; init; } = [];

    /// <summary>The department of people of whom the source gives none; without one they are not sent.</summary>
    [Setting(
        "The department of people of whom the source gives none, as Glean takes nobody without one; without this they are skipped "
        + "and told of.")]
    public string? DefaultDepartment { get; init; }

    /// <summary>How many people or teams go with one page of an upload.</summary>
    [Setting("How many people or teams go with one page of an upload.")]
    [Range(1, 10_000)]
    public int PageSize { get; init; } = 500;

    /// <summary>How often an upload that failed is begun anew within a run.</summary>
    [Setting("How often an upload that failed is begun anew within a run.")]
    [Range(0, 10)]
    public int MaxUploadRestarts { get; init; } = 1;

    /// <summary>Whether the first upload may replace what Glean has, of which nothing is known.</summary>
    [Setting(
        "Whether an upload may replace what Glean has though nothing is known of it: for the first one, and after the history was lost.")]
    public bool TakeOver { get; init; }

    /// <summary>Whether uploads begin by discarding an unfinished one, also where it is not known to be our own.</summary>
    [Setting("Whether uploads begin by discarding an unfinished one that may be somebody else's.")]
    public bool ForceRestartUpload { get; init; }

    /// <summary>Whether Glean's own check is switched off that deletes nobody where 20 % or more would go.</summary>
    [Setting("Whether Glean is told to delete people even where 20 % or more of them would go.")]
    public bool DisableStaleDataDeletionCheck { get; init; }

    /// <summary>The most of what was last sent that an upload, or a team, may lack, in per cent.</summary>
    [Setting(
        "The most of the people, or of a team's members, who may go within a run, in per cent; none for no limit of the provider's own.")]
    [Range(0, 100)]
    public double? MaxShrinkPercent { get; init; } = 20;

    /// <summary>From how many on <see cref="MaxShrinkPercent"/> counts.</summary>
    [Setting("From how many people who go max_shrink_percent counts.")]
    [Range(0, int.MaxValue)]
    public int ShrinkFloor { get; init; } = 5;

    /// <summary>Whether people who are gone from the source are deleted where they are sent one by one.</summary>
    [Setting("mode: individual: whether people who are gone from the source are deleted, and taken out of teams.")]
    public bool DeleteMissing { get; init; }

    /// <summary>Whether Glean is asked to process what it was sent at once.</summary>
    [Setting("Whether Glean is asked to process what it was sent at once, instead of in its own time.")]
    public bool ProcessAfterUpload { get; init; }

    /// <summary>
    /// Whether a mapping is only tried out with a few people (<c>max_members</c>): then everything goes one by one, and nobody is deleted.
    /// </summary>
    internal bool IsTrial { get; init; }

    /// <summary>Whether people go by uploads that replace everybody.</summary>
    internal bool UploadsPeople => Mode == GleanMode.Bulk && !IsTrial;

    /// <summary>Whether teams go by uploads that replace all of them.</summary>
    internal bool UploadsTeams => TeamMode == GleanMode.Bulk && !IsTrial;

    /// <summary>Whether anybody is ever taken away.</summary>
    internal bool TakesAway => !IsTrial && (Mode == GleanMode.Bulk || DeleteMissing);

    /// <summary>Whether a vendor group stands for all people.</summary>
    internal bool IsPeople(string group) => group.Trim().Equals(PeopleGroup.Trim(), StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public bool OwnsTarget => true;

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate(VendorSettings vendor)
    {
        ArgumentNullException.ThrowIfNull(vendor);
        if (vendor.BaseUrl is null)
            yield return new SettingProblem("base_url", "Glean needs its address.", "https://<instance>-be.glean.com/api/index/v1");
        else if (vendor.BaseUrl is { IsAbsoluteUri: true, AbsolutePath: "/" } root)
            yield return new SettingProblem(
                "base_url", "It is the address of the Indexing API, not of Glean alone.", $"Write {new Uri(root, "api/index/v1")}.");
        if (vendor.Auth is null)
            yield return new SettingProblem(
                "auth", "Glean needs a token.", "auth: { method: bearer, token: ${GLEAN_TOKEN} }, a token for indexing people");
        if (Mode == GleanMode.Bulk && DeleteMissing)
        {
            yield return new SettingProblem(
                "glean.delete_missing",
                "It is for mode: individual; an upload always deletes whoever is not listed.",
                "Remove it, or say mode: individual.");
        }

        foreach (var problem in GleanFields.Validate(vendor))
            yield return problem;
        foreach (var mapping in vendor.Groups.Where(LacksDepartment))
        {
            yield return new SettingProblem(
                "attributes",
                "Glean takes nobody without a department, and no attribute gives one.",
                "Add department: departmentNumber, or whatever holds it, or glean.default_department.");
            break;
        }
    }

    private bool LacksDepartment(MappingSettings mapping) =>
        string.IsNullOrWhiteSpace(DefaultDepartment)
        && IsPeople(mapping.VendorGroup)
        && !mapping.Attributes.ContainsKey(GleanFields.Department);
}
