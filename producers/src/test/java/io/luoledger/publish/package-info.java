@NullMarked
package io.luoledger.publish;

import org.jspecify.annotations.NullMarked;
