#requires -Version 7.6
<#
.SYNOPSIS
Makes about topics (plain text, 80 columns) from markdown.

.DESCRIPTION
`# about_X` is the topic, `##` a heading in capitals, `###` a heading within it. Text, lists and code may be used; emphasis and the marks of
code are dropped, and of a link its text is kept, with the address behind it where that is one of the web. What plain text has no form for, such
as a table, and code that is too wide, are errors.

.PARAMETER Path
The markdown files, named about_*.md.

.PARAMETER OutputFolder
Where to write about_*.help.txt.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string[]] $Path,

    [Parameter(Mandatory)]
    [string] $OutputFolder
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

$width = 80
$textIndent = 4
$codeIndent = 8

function ConvertTo-PlainText([string] $Markdown) {
    # What stands in marks of code stays as it is, so it is taken out first.
    $codes = [Collections.Generic.List[string]]::new()
    $text = [regex]::Replace($Markdown, '`([^`]+)`', { param($match) $codes.Add($match.Groups[1].Value); "`0$($codes.Count - 1)`0" })
    $text = $text -replace '\[([^\]]+)\]\((https?://[^)\s]+)\)', '$1 ($2)' -replace '\[([^\]]+)\]\([^)\s]+\)', '$1' -replace '\*\*([^*]+)\*\*', '$1'
    [regex]::Replace($text, "`0(\d+)`0", { param($match) $codes[[int]$match.Groups[1].Value] })
}

function Format-Wrapped([string] $Text, [int] $Indent, [string] $Bullet = '') {
    $hanging = ' ' * ($Indent + $Bullet.Length)
    $line = (' ' * $Indent) + $Bullet
    $isEmpty = $true
    foreach ($word in -split $Text) {
        if (-not $isEmpty -and $line.Length + 1 + $word.Length -gt $width) {
            $line
            $line = $hanging
            $isEmpty = $true
        }
        $line += $isEmpty ? $word : " $word"
        $isEmpty = $false
    }
    $line
}

function Format-Code([string[]] $Line, [string] $Source) {
    foreach ($text in $Line) {
        $indented = $text ? (' ' * $codeIndent) + $text : ''
        if ($indented.Length -gt $width) {
            throw "${Source}: this code is wider than $($width - $codeIndent) columns: $text"
        }
        $indented
    }
}

function Format-Paragraph([string[]] $Line, [string] $Source) {
    if ($Line[0].StartsWith('|')) {
        throw "${Source}: an about topic has no tables: $($Line[0])"
    }
    # Lines that do not begin a new item go on with the one before.
    $items = ($Line -join "`n") -split '\n(?=- )'
    foreach ($item in $items) {
        $bullet = $item.StartsWith('- ') ? '- ' : ''
        Format-Wrapped (ConvertTo-PlainText $item.Substring($bullet.Length)) $textIndent $bullet
    }
}

function ConvertTo-Topic([string] $File) {
    $name = Split-Path $File -Leaf
    $code = $null
    $paragraph = [Collections.Generic.List[string]]::new()
    foreach ($line in (Get-Content -LiteralPath $File -Encoding utf8) + '') {
        if ($null -ne $code) {
            if ($line -eq '```') {
                Format-Code $code $name
                ''
                $code = $null
            }
            else {
                $code.Add($line)
            }
            continue
        }
        if ($paragraph.Count -and $line -notmatch '^(\s*$|#|```)') {
            $paragraph.Add($line)
            continue
        }
        if ($paragraph.Count) {
            Format-Paragraph $paragraph $name
            ''
            $paragraph.Clear()
        }
        switch -Regex -CaseSensitive ($line) {
            '^# (.+)$' { 'TOPIC'; (' ' * $textIndent) + $Matches[1]; ''; break }
            '^## (.+)$' { (ConvertTo-PlainText $Matches[1]).ToUpperInvariant(); break }
            '^### (.+)$' { '  ' + (ConvertTo-PlainText $Matches[1]); break }
            '^```' { $code = [Collections.Generic.List[string]]::new(); break }
            '\S' { $paragraph.Add($line) }
        }
    }
}

$null = New-Item -ItemType Directory -Path $OutputFolder -Force
foreach ($file in Convert-Path -Path $Path) {
    $text = (ConvertTo-Topic $file) -join "`n"
    $target = Join-Path (Convert-Path $OutputFolder) ((Split-Path $file -LeafBase) + '.help.txt')
    [IO.File]::WriteAllText($target, $text.TrimEnd() + "`n", [Text.UTF8Encoding]::new($false))
}
