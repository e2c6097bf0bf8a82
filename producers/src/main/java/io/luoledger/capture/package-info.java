/** Recording a real kernel's live update: which probes, as which writes to tracefs, and how to take them away again. */
@NullMarked
package io.luoledger.capture;

import org.jspecify.annotations.NullMarked;
