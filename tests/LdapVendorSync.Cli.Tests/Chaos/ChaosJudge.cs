using LdapVendorSync.Cli.Tests.Chaos.Oracle;
using LdapVendorSync.Cli.Tests.Chaos.Truths;

namespace LdapVendorSync.Cli.Tests.Chaos;

/// <summary>Compares what happened in a world with what should have.</summary>
internal sealed class ChaosJudge(ChaosWorld world) : IDisposable
{
    private readonly SecretScanner _secrets = new(ChaosSecrets.All);
    private readonly string _scratch = Directory.CreateTempSubdirectory("lvs-chaos-journal-").FullName;

    private readonly Dictionary<string, VendorModel> _models =
        TrueMapping.Vendors.ToDictionary(vendor => vendor, vendor => new VendorModel(vendor, world.Truth));

    private Dictionary<string, IReadOnlyDictionary<string, IReadOnlyList<string>>> _before = [];
    private long _lastId;

    private JournalOracle Journal => new(world.StateFolder, _scratch);

    /// <summary>A run is about to begin.</summary>
    public void Begin()
    {
        world.ForgetRequests();
        _lastId = Journal.LastId();
        _before = world.Vendors.ToDictionary(vendor => vendor.Key, vendor => vendor.Value.Store.Groups);
    }

    /// <summary>The run has ended: what it did and wrote is looked at.</summary>
    public IReadOnlyList<Violation> Judge(RunResult result, bool clockIsSound)
    {
        var writes = world.Writes();
        // A history that was damaged begins anew.
        var lines = Journal.LastId() < _lastId ? Journal.Read(0) : Journal.Read(_lastId);
        return
        [
            .. writes.Select(write => WriteOracle.Judge(write, world.Truth)).OfType<Violation>(),
            .. _models.SelectMany(model => model.Value.FindLosses(_before[model.Key], world.Vendor(model.Key).Store)),
            .. JournalOracle.FindLost(writes, lines, clockIsSound),
            .. _secrets.Scan("standard output or error", result.Text),
        ];
    }

    /// <summary>Where both sides do not agree although they should, and changes of which nobody knows what became of them.</summary>
    public IEnumerable<Violation> FindDifferences()
    {
        foreach (var model in _models.Values)
            model.Agree();
        return
        [
            .. _models.SelectMany(model => model.Value.FindDifferences(world.Vendor(model.Key).Store)),
            .. Journal.Read(0).Where(line => line.IsOpen).Select(line => new Violation(Promise.NoLostJournalEntry, $"still open: {line}")),
        ];
    }

    /// <summary>Looks through all that was written, and throws logs and reports away.</summary>
    public async Task<IReadOnlyList<Violation>> FindSecretsAsync()
    {
        var mails = world.Mail is null ? [] : await world.Mail.TakeAsync();
        List<Violation> found =
        [
            .. mails.SelectMany(mail => _secrets.Scan("a mail", MailText.Read(mail.Data))),
            .. _secrets.ScanFiles(world.StateFolder),
            .. _secrets.ScanFiles(world.LogFolder),
            .. _secrets.ScanFiles(world.ReportFolder),
        ];
        foreach (var folder in (string[])[world.LogFolder, world.ReportFolder])
        {
            if (found.Count == 0 && Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }

        return found;
    }

    public void Dispose() => Directory.Delete(_scratch, recursive: true);
}
