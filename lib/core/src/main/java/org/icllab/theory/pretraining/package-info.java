/** Paper A: the risk of pretrained linear attention. */
package org.icllab.theory.pretraining;
