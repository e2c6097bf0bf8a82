package io.luoledger.simulator.script;

import io.luoledger.simulator.file.OpenFile;
import io.luoledger.simulator.file.PlainInode;
import io.luoledger.simulator.kernel.UserProcess;

/** Descriptors 0, 1 and 2: the console. */
final class StandardFiles {
    private static final int COUNT = 3;

    private StandardFiles() {}

    static void openIn(UserProcess process) {
        for (int number = 0; number < COUNT; number++) {
            OpenFile console = new OpenFile(
                    new PlainInode(1, 0, false),
                    OpenFile.O_RDWR | OpenFile.O_LARGEFILE,
                    OpenFile.Seek.NONE,
                    "/dev/console",
                    null,
                    null);
            process.descriptors().open(console, false);
        }
    }
}
