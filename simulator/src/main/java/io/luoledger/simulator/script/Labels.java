package io.luoledger.simulator.script;

import io.luoledger.event.PciAddress;
import io.luoledger.simulator.pci.PciFunction;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names that scripts give to hardware. They outlive kernels. */
final class Labels {
    /**
     * What a name stands for.
     *
     * @param address where it was when it got the name
     */
    record Label(PciFunction function, PciAddress address) {}

    private final Map<String, Label> labels = new HashMap<>();

    private static String key(String script, String name) {
        return script + '@' + name;
    }

    void put(String script, String name, PciFunction function, PciAddress address) {
        labels.put(key(script, name), new Label(function, address));
    }

    @Nullable
    Label get(String script, String name) {
        return labels.get(key(script, name));
    }

    /** Hardware was plugged in elsewhere: names go with it. */
    void moved(PciFunction from, PciFunction to) {
        labels.replaceAll((name, label) -> label.function() == from ? new Label(to, label.address()) : label);
    }
}
