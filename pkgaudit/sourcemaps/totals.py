"""The counts of source maps that a report shows for an artifact."""

from __future__ import annotations

from pkgaudit.model.source_map import Atlas, MapPlace, Novelty, SourceMapTotals


def totals(atlas: Atlas) -> SourceMapTotals:
    """Add up an atlas; an indexed map counts once, whatever its sections."""
    sources = [source for found in atlas.maps for source in found.embedded]
    novel = [source for source in sources if source.novelty is Novelty.NOVEL]
    return SourceMapTotals(
        maps=len(atlas.maps),
        inline=sum(found.place is MapPlace.INLINE for found in atlas.maps),
        with_content=sum(bool(found.embedded) for found in atlas.maps),
        sources=sum(found.sources for found in atlas.maps),
        embedded=len(sources),
        embedded_bytes=sum(source.bytes for source in sources),
        embedded_lines=sum(source.lines for source in sources),
        shipped=sum(source.novelty is Novelty.SHIPPED for source in sources),
        third_party=sum(source.novelty is Novelty.THIRD_PARTY for source in sources),
        novel=len(novel),
        novel_bytes=sum(source.bytes for source in novel),
        novel_lines=sum(source.lines for source in novel),
    )
