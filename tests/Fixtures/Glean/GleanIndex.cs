using System.Text.Json.Nodes;

namespace LdapVendorSync.Fixtures.Glean;

/// <summary>One kind of thing that Glean keeps, and the upload of it that is under way.</summary>
/// <param name="key">Which field tells them apart.</param>
/// <param name="hasStaleCheck">Whether nothing is deleted where 20 % or more would go.</param>
/// <param name="check">Refuses what cannot be taken.</param>
internal sealed class GleanIndex(string key, bool hasStaleCheck, Action<JsonObject> check)
{
    private readonly SortedDictionary<string, JsonObject> _items = new(StringComparer.OrdinalIgnoreCase);
    private string? _upload;
    private HashSet<string> _listed = [];

    public IReadOnlyDictionary<string, JsonObject> Items => _items;

    public bool IsUploadOpen => _upload is not null;

    public void Put(JsonObject item)
    {
        check(item);
        _items[(string)item[key]!] = (JsonObject)item.DeepClone();
    }

    public void Delete(string id) => _items.Remove(id);

    public void Upload(GleanRequest page)
    {
        Begin(page);
        foreach (var item in page.Items)
            check(item);
        foreach (var item in page.Items)
        {
            Put(item);
            _listed.Add((string)item[key]!);
        }

        if (page.IsLastPage)
            Finish(page.IsStaleCheckDisabled == true);
    }

    private void Begin(GleanRequest page)
    {
        if (string.IsNullOrEmpty(page.UploadId))
            throw new GleanRefusal(400, "uploadId is required");
        if (page.IsForced && !page.IsFirstPage)
            throw new GleanRefusal(400, "forceRestartUpload must be specified with isFirstPage=true");
        if (page.IsStaleCheckDisabled is not null && !page.IsLastPage)
            throw new GleanRefusal(400, "disableStaleDataDeletionCheck must only be set when isLastPage=true");
        if (!page.IsFirstPage)
        {
            if (_upload != page.UploadId)
                throw new GleanRefusal(_upload is null ? 400 : 409, $"upload {page.UploadId} is not in progress");
            return;
        }

        if (_upload is not null && !page.IsForced)
            throw new GleanRefusal(409, $"another upload ({_upload}) is in progress");
        _upload = page.UploadId;
        _listed = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
    }

    private void Finish(bool isForced)
    {
        var stale = _items.Keys.Where(id => !_listed.Contains(id)).ToList();
        if (isForced || !hasStaleCheck || stale.Count * 100 < _items.Count * 20)
            stale.ForEach(Delete);
        _upload = null;
    }
}
