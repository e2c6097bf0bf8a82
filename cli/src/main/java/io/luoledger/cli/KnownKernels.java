package io.luoledger.cli;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.engine.PublishedDescriptors;
import io.luoledger.publish.ClientSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** The kernels that a command knows: those published on its cluster, and those of the catalogue. */
final class KnownKernels {
    private KnownKernels() {}

    /** What stands on luo.abi, by release, with a warning for what can't be read. */
    static Map<String, AbiDescriptor> published(ClientSettings client, PrintWriter err) {
        return PublishedDescriptors.read(client, problem -> Warnings.say(err, "left out " + problem));
    }

    /** Refuses a release without a descriptor: a misspelt one would pass for a kernel that takes everything. */
    static void require(Map<String, AbiDescriptor> published, List<String> releases) {
        for (String release : releases) {
            if (PublishedDescriptors.find(published, release).isEmpty()) {
                throw new UsageException("--next: no descriptor of kernel \"" + release
                        + "\" (luo-ledger abi list shows the known ones)");
            }
        }
    }

    /** The same with what is published on a cluster. */
    static void require(ClientSettings client, PrintWriter err, List<String> releases) {
        if (releases.stream().anyMatch(release -> Catalogue.find(release).isEmpty())) {
            require(published(client, err), releases);
        }
    }
}
