package io.luoledger.abi.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.luoledger.abi.memory.DumpReader.Block;
import io.luoledger.abi.memory.DumpReader.Dump;
import io.luoledger.abi.memory.DumpReader.DumpedFile;
import io.luoledger.abi.memory.DumpReader.DumpedMemfd;
import io.luoledger.abi.memory.DumpReader.DumpedSession;

/** What was read from a dump, as one JSON document. */
public final class DumpJson {
    private DumpJson() {}

    public static ObjectNode tree(String kernel, Dump dump) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("kernel", kernel);
        ArrayNode blocks = root.putArray("session_blocks");
        dump.sessions().forEach(block -> session(blocks.addObject(), block));
        ArrayNode flbs = root.putArray("flbs");
        dump.flbs()
                .forEach(flb -> flbs.addObject()
                        .put("name", flb.name())
                        .put("data", hex(flb.data()))
                        .put("count", flb.count()));
        ArrayNode problems = root.putArray("problems");
        dump.problems().forEach(problems::add);
        return root;
    }

    public static String render(ObjectNode tree) {
        return JsonReport.write(tree);
    }

    private static ObjectNode block(ObjectNode node, Block<?> block) {
        return node.put("pa", hex(block.pa())).put("next", hex(block.next())).put("count", block.count());
    }

    private static void session(ObjectNode node, Block<DumpedSession> block) {
        ArrayNode sessions = block(node, block).putArray("sessions");
        for (DumpedSession session : block.entries()) {
            ObjectNode one = sessions.addObject();
            one.put("name", session.name());
            one.put("files_pa", hex(session.filesPa()));
            one.put("count", session.count());
            ArrayNode blocks = one.putArray("file_blocks");
            for (Block<DumpedFile> files : session.blocks()) {
                ArrayNode list = block(blocks.addObject(), files).putArray("files");
                files.entries().forEach(file -> file(list.addObject(), file));
            }
        }
    }

    private static void file(ObjectNode node, DumpedFile file) {
        node.put("compatible", file.compatible());
        node.put("data", hex(file.data()));
        node.put("token", file.token());
        DumpedMemfd memfd = file.memfd();
        if (memfd == null) {
            return;
        }
        ObjectNode struct = node.putObject("memfd_luo_ser");
        struct.put("pos", memfd.pos());
        struct.put("size", memfd.size());
        struct.put("seals", memfd.seals());
        struct.put("flags", memfd.flags());
        struct.put("nr_folios", memfd.nrFolios());
        struct.putObject("folios")
                .put("first", hex(memfd.vmalloc().first()))
                .put("total_pages", memfd.vmalloc().totalPages())
                .put("flags", memfd.vmalloc().flags())
                .put("order", memfd.vmalloc().order());
        ArrayNode folios = node.putArray("folios");
        memfd.folios()
                .forEach(folio -> folios.addObject()
                        .put("pfn", hex(folio.pfn()))
                        .put("flags", folio.flags())
                        .put("index", folio.index()));
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
