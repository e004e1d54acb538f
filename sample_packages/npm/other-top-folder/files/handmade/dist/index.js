(()=>{var a=class{constructor(t){if(t.length!==1)throw new RangeError("one letter, not "+t);this.color=t}},b=class{rows=[];constructor(t,e){this.shuttle=t,this.width=e}weave(t){let e=Array.from({length:this.width},(r,o)=>t[o%t.length]?this.shuttle.color:".");return this.rows.push(e),e}};globalThis.loom=new b(new a("#"),8)})();
//# sourceMappingURL=index.js.map
