package io.luoledger.simulator.script;

import io.luoledger.simulator.kernel.Kernel;
import io.luoledger.simulator.memory.PhysicalMemory;
import io.luoledger.simulator.memory.PreservedAbi;
import io.luoledger.simulator.memory.StructView;
import java.util.HexFormat;
import java.util.Map;

/** The PCI core's tables as they lie in memory, in hexadecimal, as far as a dump of them goes. */
final class MemoryRows {
    private static final String HEAD = "pci_ser";
    private static final String BLOCKS = "devices";
    private static final int BLOCK_BYTES = 144;
    private static final int COUNTED_BYTES = 16;
    private static final int SORTED_BYTES = 72;

    private MemoryRows() {}

    /** Puts what there is of the outgoing and of the incoming table. */
    static void of(Kernel kernel, Map<String, Object> out) {
        long[] tables = kernel.devices().tables();
        put(kernel, "outgoing", tables[0], out);
        put(kernel, "incoming", tables[1], out);
    }

    private static void put(Kernel kernel, String side, long address, Map<String, Object> out) {
        if (address == 0) {
            return;
        }
        PhysicalMemory memory = kernel.kho().memory();
        PreservedAbi abi = kernel.kho().abi();
        StructView head = new StructView(memory, abi, HEAD, address);
        boolean counted = head.has(BLOCKS);
        out.put(side + "." + HEAD, hex(memory, address, counted ? COUNTED_BYTES : SORTED_BYTES));
        if (counted && head.get(BLOCKS) != 0) {
            out.put(side + ".kho_block(pci_dev_ser)", hex(memory, head.get(BLOCKS), BLOCK_BYTES));
        }
    }

    private static String hex(PhysicalMemory memory, long address, int bytes) {
        return HexFormat.of().formatHex(memory.bytes(address, bytes));
    }
}
