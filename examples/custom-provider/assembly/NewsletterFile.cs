using System.Text.Json;
using LdapVendorSync.Core.Vendors;

namespace Nordwind.Newsletter;

/// <summary>The file: one at a time reads or changes it, and a change is there as a whole or not at all.</summary>
internal sealed class NewsletterFile(string path) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private NewsletterData _data = new();
    private DateTime? _readAt;

    /// <summary>Looks something up.</summary>
    public async Task<T> ReadAsync<T>(Func<NewsletterData, T> read, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return read(await LoadAsync(cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Changes something.</summary>
    /// <param name="change">Gives the data as they shall be, and a result; what it throws leaves the file as it was.</param>
    /// <param name="cancellationToken">Ends the wait; a change that was begun is brought to its end.</param>
    public async Task<T> ChangeAsync<T>(Func<NewsletterData, (NewsletterData Data, T Result)> change, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var before = await LoadAsync(cancellationToken).ConfigureAwait(false);
            var (after, result) = change(before);
            if (!ReferenceEquals(before, after))
                Save(after);
            return result;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<NewsletterData> LoadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            return _data = new NewsletterData();
        var changed = File.GetLastWriteTimeUtc(path);
        if (_readAt == changed)
            return _data;
        try
        {
            var json = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
            _data = JsonSerializer.Deserialize(json, NewsletterJson.Default.NewsletterData) ?? throw new JsonException("The file holds nothing.");
        }
        catch (JsonException error)
        {
            // An administrator can do something about a VendorException; anything else would be a mistake of this code.
            throw new VendorException(VendorFailure.Malformed, $"'{path}' cannot be understood: {error.Message}", error);
        }

        _readAt = changed;
        return _data;
    }

    private void Save(NewsletterData data)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = path + ".new";
        File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(data, NewsletterJson.Default.NewsletterData));
        File.Move(draft, path, overwrite: true);
        _data = data;
        _readAt = File.GetLastWriteTimeUtc(path);
    }
}
