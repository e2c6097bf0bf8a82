/** Open files, descriptors and the file kinds of user space: memfd and tmpfs in full, the others as far as they refuse. */
@NullMarked
package io.luoledger.simulator.file;

import org.jspecify.annotations.NullMarked;
