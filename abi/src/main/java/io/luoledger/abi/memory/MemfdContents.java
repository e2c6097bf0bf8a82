package io.luoledger.abi.memory;

import io.luoledger.abi.memory.DumpReader.DumpedFolio;
import io.luoledger.abi.memory.DumpReader.DumpedMemfd;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a preserved memfd holds, where the dump has its pages too and not only the structs that lead to them. */
public final class MemfdContents {
    private MemfdContents() {}

    /**
     * Its bytes; null when a page of it isn't in the dump, or it is larger than most. How many pages a folio has nobody
     * wrote down: it goes on up to the next one, since a preserve fills every hole.
     *
     * @param most Unit: bytes
     */
    public static byte @Nullable [] read(PreservedMemory memory, DumpedMemfd memfd, int most) {
        if (memfd.size() < 0
                || memfd.size() > most
                || memfd.nrFolios() != memfd.folios().size()) {
            return null;
        }
        NavigableMap<Long, Long> folios = new TreeMap<>();
        for (DumpedFolio folio : memfd.folios()) {
            folios.put(folio.index(), folio.pfn() * memory.pageSize());
        }
        int pageSize = memory.pageSize();
        byte[] contents = new byte[(int) memfd.size()];
        for (int at = 0; at < contents.length; at += pageSize) {
            Map.Entry<Long, Long> folio = folios.floorEntry((long) at / pageSize);
            byte[] page = folio == null ? null : memory.pages().get(folio.getValue() + at - folio.getKey() * pageSize);
            if (page == null) {
                return null;
            }
            System.arraycopy(page, 0, contents, at, Math.min(pageSize, contents.length - at));
        }
        return contents;
    }
}
